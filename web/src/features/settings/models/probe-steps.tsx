import { CircleCheck, CircleX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { cn } from "@/shared/cn";
import { knownText } from "@/shared/words";

type Step = components["schemas"]["ProbeStep"];

/** What a trial found. Only the first step must pass: what else is missing is done without. */
export function ProbeSteps({ steps }: { steps: readonly Step[] | undefined }) {
  const { t } = useTranslation("settings");
  return (
    <ol aria-live="polite" aria-label={t("models.steps")} className="grid gap-2 empty:hidden">
      {steps?.map((step) => (
        <StepLine key={step.code} step={step} />
      ))}
    </ol>
  );
}

function StepLine({ step: { code, ok, detail } }: { step: Step }) {
  const { t } = useTranslation("settings");
  const Icon = ok ? CircleCheck : CircleX;
  const bad = code === "answers" ? "bg-urucum-soft text-urucum-text" : "bg-ipe-soft text-ipe-text";
  return (
    <li className={cn("flex gap-2.5 rounded-lg p-3", ok ? "bg-mata-soft text-mata-text" : bad)}>
      <Icon className="mt-0.5 size-4 shrink-0" role="img" aria-label={t(ok ? "channels.steps.ok" : "channels.steps.failed")} />
      <div className="min-w-0">
        <p className="font-medium">{knownText("settings", `models.step.${code}`) ?? code}</p>
        {detail && <p className="text-[12.5px] break-words">{knownText("settings", `models.wrong.${detail}`) ?? detail}</p>}
      </div>
    </li>
  );
}
