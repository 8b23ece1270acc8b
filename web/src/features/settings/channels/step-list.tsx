import { CircleCheck, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { cn } from "@/shared/cn";
import { textAt } from "../schema-form/use-field-texts";

type Step = components["schemas"]["Step"];

/** What was tried, each as done or as what to mend. */
export function StepList({ steps }: { steps: readonly Step[] | undefined }) {
  const { t } = useTranslation("settings");
  return (
    <ol aria-live="polite" aria-label={t("channels.steps.title")} className="grid w-full gap-2 empty:hidden">
      {steps?.map((step) => (
        <StepLine key={step.code} step={step} />
      ))}
    </ol>
  );
}

function StepLine({ step: { code, ok, detail } }: { step: Step }) {
  const { t } = useTranslation("settings");
  const Icon = ok ? CircleCheck : CircleX;
  const remedy = ok ? undefined : textAt(`remedies.${code}`);
  return (
    <li className={cn("flex gap-2.5 rounded-lg p-3", ok ? "bg-mata-soft text-mata-text" : "bg-urucum-soft text-urucum-text")}>
      <Icon className="mt-0.5 size-4 shrink-0" role="img" aria-label={t(ok ? "channels.steps.ok" : "channels.steps.failed")} />
      <div className="min-w-0">
        <p className="font-medium">{textAt(`checks.${code}`) ?? code}</p>
        {remedy && <p className="text-[13px]">{remedy}</p>}
        {detail && <p className={cn("text-[12.5px] break-words", remedy && "mt-0.5 font-mono text-[12px] opacity-90")}>{detail}</p>}
      </div>
    </li>
  );
}
