import { ArrowUp, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { IconButton } from "@/shared/ui/icon-button";
import { Select } from "@/shared/ui/select";
import { StepDetails } from "./step-details";
import { KINDS, stepOf, type Kind, type Step } from "./steps";

type StepEditorProps = {
  step: Step;
  number: number;
  onChange: (step: Step) => void;
  onRemove: (() => void) | undefined;
  onRaise: (() => void) | undefined;
};

/** One step: what it does, with its details, and its place among the others. */
export function StepEditor({ step, number, onChange, onRemove, onRaise }: StepEditorProps) {
  const { t } = useTranslation("organise");
  return (
    <div className="grid gap-3 rounded-xl border p-3">
      <div className="flex items-end gap-1">
        <Field label={t("macros.step", { number })} className="flex-1">
          {(control) => (
            <Select {...control} value={step.kind} onChange={(event) => onChange(stepOf(event.target.value as Kind))}>
              {KINDS.map((kind) => (
                <option key={kind} value={kind}>
                  {t(`macros.kind.${kind}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {onRaise && (
          <IconButton label={t("macros.raise", { number })} onClick={onRaise}>
            <ArrowUp aria-hidden />
          </IconButton>
        )}
        {onRemove && (
          <IconButton label={t("macros.drop", { number })} onClick={onRemove}>
            <Trash2 aria-hidden />
          </IconButton>
        )}
      </div>
      <StepDetails step={step} onChange={onChange} />
    </div>
  );
}
