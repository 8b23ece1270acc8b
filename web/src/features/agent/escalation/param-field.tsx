import { useState } from "react";
import { useTranslation } from "react-i18next";
import { knownText } from "@/shared/words";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Textarea } from "@/shared/ui/textarea";

type ParamFieldProps = {
  name: string;
  /** As Prosa brought it: its type is the field's. */
  shipped: unknown;
  value: unknown;
  onChange: (value: unknown) => void;
};

const PERCENT = 100;

/** A parameter of a rule: yes or no, a number, a share, or words. Patterns are for those who look for them. */
export function ParamField({ name, shipped, value, onChange }: ParamFieldProps) {
  const { t } = useTranslation("agent");
  const label = knownText("agent", `escalation.param.${name}`) ?? name;
  if (typeof shipped === "boolean")
    return (
      <label className="flex items-center gap-2.5 text-[13.5px] sm:col-span-3">
        <input type="checkbox" className="size-4 accent-mata" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        {label}
      </label>
    );
  if (name === "patterns")
    return (
      <details className="sm:col-span-3">
        <summary className="cursor-pointer text-[13px] font-medium text-ink-2">{t("escalation.advanced")}</summary>
        <LinesField label={label} hint={t("escalation.patternsHint")} lines={value as string[]} onChange={onChange} className="mt-3 font-mono text-[13px]" />
      </details>
    );
  if (Array.isArray(shipped)) return <LinesField label={label} hint={t("escalation.wordsHint")} lines={value as string[]} onChange={onChange} />;
  const unit = Number.isInteger(shipped) ? 1 : PERCENT;
  return (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={0}
          max={unit === PERCENT ? PERCENT : undefined}
          value={Math.round(Number(value) * unit)}
          onChange={(event) => event.target.value !== "" && onChange(Number(event.target.value) / unit)}
        />
      )}
    </Field>
  );
}

type LinesFieldProps = { label: string; hint: string; lines: string[]; onChange: (lines: string[]) => void; className?: string };

function LinesField({ label, hint, lines, onChange, className }: LinesFieldProps) {
  const [text, setText] = useState(() => lines.join("\n"));
  const type = (next: string) => {
    setText(next);
    onChange(next.split("\n").map((line) => line.trim()).filter(Boolean));
  };
  return (
    <div className={className ?? "sm:col-span-3"}>
      <Field label={label} hint={hint}>
        {(control) => <Textarea {...control} value={text} onChange={(event) => type(event.target.value)} className="max-h-60 min-h-20" />}
      </Field>
    </div>
  );
}
