import { Link } from "@tanstack/react-router";
import { ArrowRight, BookOpen, Check, MessageCircle, Plug, Users, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { Button } from "@/shared/ui/button";
import type { Step, StepName } from "./use-steps";

const ICONS: Record<StepName, LucideIcon> = { talk: MessageCircle, teach: BookOpen, connect: Plug, team: Users };

const PLACES = {
  teach: { to: "/conhecimento" },
  connect: { to: "/ajustes/$section", params: { section: "canais" } },
  team: { to: "/ajustes/$section", params: { section: "equipe" } },
} as const;

type StepListProps = { steps: Step[]; onTalk: () => void };

/** The steps in order; the first that is not done offers itself. */
export function StepList({ steps, onTalk }: StepListProps) {
  const next = steps.find((step) => !step.done)?.name;
  return (
    <ol className="mt-8 divide-y overflow-hidden rounded-2xl border bg-surface shadow-lift">
      {steps.map((step) => (
        <StepRow key={step.name} step={step} next={step.name === next} onTalk={onTalk} />
      ))}
    </ol>
  );
}

type StepRowProps = { step: Step; next: boolean; onTalk: () => void };

function StepRow({ step: { name, done }, next, onTalk }: StepRowProps) {
  const { t } = useTranslation("start");
  const Icon = done ? Check : ICONS[name];
  return (
    <li className={cn("flex flex-wrap items-center gap-x-4 gap-y-3 p-4 sm:flex-nowrap", next && "bg-mata-soft")}>
      <span
        aria-hidden
        className={cn(
          "grid size-10 shrink-0 place-items-center rounded-xl [&_svg]:size-5",
          done ? "bg-mata text-mata-ink" : "bg-sunken text-ink-2",
        )}
      >
        <Icon />
      </span>
      <div className="min-w-0 flex-1 basis-48">
        <h2 className={cn("text-[15px] font-semibold", done && "text-ink-3 line-through decoration-1")}>{t(`steps.${name}.title`)}</h2>
        <p className={cn("text-[13.5px] text-ink-3", next && "text-ink-2")}>{t(`steps.${name}.hint`)}</p>
      </div>
      <span className={cn("shrink-0 text-[12.5px] text-ink-3", next && "text-ink-2")}>{t(done ? "done" : `steps.${name}.time`)}</span>
      {!done && <StepAction name={name} next={next} onTalk={onTalk} />}
    </li>
  );
}

function StepAction({ name, next, onTalk }: { name: StepName; next: boolean; onTalk: () => void }) {
  const { t } = useTranslation("start");
  const variant = next ? "primary" : "ghost";
  const label = (
    <>
      {t(`steps.${name}.action`)}
      <ArrowRight aria-hidden />
    </>
  );
  if (name === "talk") {
    return (
      <Button variant={variant} onClick={onTalk}>
        {label}
      </Button>
    );
  }
  return (
    <Button asChild variant={variant}>
      <Link {...PLACES[name]}>{label}</Link>
    </Button>
  );
}
