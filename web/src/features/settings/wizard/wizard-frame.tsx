import { Link } from "@tanstack/react-router";
import { ArrowLeft, Check } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { PageTitle } from "@/shared/ui/page-title";
import type { StepId } from "./steps";

type WizardFrameProps = {
  title: string;
  steps: StepId[];
  current: StepId;
  /** The address of a step one may go back to; null for those still closed. */
  linkTo: (step: StepId) => ReactNode | null;
  children: ReactNode;
};

/** The way so far and the step at hand. */
export function WizardFrame({ title, steps, current, linkTo, children }: WizardFrameProps) {
  const { t } = useTranslation("settings");
  const at = steps.indexOf(current);
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(current);
  useEffect(() => {
    if (shown.current === current) return;
    shown.current = current;
    heading.current?.focus();
  }, [current]);
  return (
    <div className="scroll-thin h-full overflow-auto">
      <PageTitle title={`${t(`wizard.steps.${current}`)} · ${title}`} />
      <div className="mx-auto max-w-3xl px-4 py-6 md:px-8">
        <Link to="/ajustes/$section" params={{ section: "canais" }} className="mb-2 inline-flex items-center gap-1.5 text-[13px] text-ink-2 hover:text-ink">
          <ArrowLeft className="size-4" aria-hidden />
          {t("wizard.leave")}
        </Link>
        <h1 className="font-display text-[22px] font-semibold tracking-tight">{title}</h1>
        <ol aria-label={t("wizard.progress")} className="mt-4 mb-6 flex gap-1.5">
          {steps.map((step, index) => (
            <li key={step} aria-current={step === current ? "step" : undefined} className="min-w-0 flex-1">
              <span aria-hidden className={cn("mb-1.5 block h-1 rounded-full", index <= at ? "bg-mata" : "bg-line-strong")} />
              <span className={cn("flex items-center gap-1 text-[12.5px]", step === current ? "font-medium text-ink" : "text-ink-3 max-md:sr-only")}>
                {index < at && <Check className="size-3.5 shrink-0 text-mata-text" aria-hidden />}
                <span className="truncate">{(index !== at && linkTo(step)) || t(`wizard.steps.${step}`)}</span>
              </span>
            </li>
          ))}
        </ol>
        <section aria-labelledby="wizard-step">
          <h2 id="wizard-step" ref={heading} tabIndex={-1} className="font-display text-[19px] font-semibold outline-none">
            {t(`wizard.heads.${current}`)}
          </h2>
          {children}
        </section>
      </div>
    </div>
  );
}

/** What a step is for. */
export function Lead({ children }: { children: ReactNode }) {
  return <p className="mt-0.5 mb-5 max-w-prose text-ink-2">{children}</p>;
}

/** The buttons at the end of a step, the main one last. */
export function StepFoot({ children }: { children: ReactNode }) {
  return <div className="mt-6 flex flex-wrap justify-end gap-2 border-t pt-4">{children}</div>;
}
