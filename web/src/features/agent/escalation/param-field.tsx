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

/** A parameter of a rule: yes or no, a number, or words, one a line. */
export function ParamField({ name, shipped, value, onChange }: ParamFieldProps) {
  const label = knownText("agent", `escalation.param.${name}`) ?? name;
  if (typeof shipped === "boolean")
    return (
      <label className="flex items-center gap-2.5 text-[13.5px] sm:col-span-3">
        <input type="checkbox" className="size-4 accent-mata" checked={value === true} onChange={(event) => onChange(event.target.checked)} />
        {label}
      </label>
    );
  if (Array.isArray(shipped)) return <WordsField label={label} words={value as string[]} onChange={onChange} />;
  return (
    <Field label={label}>
      {(control) => (
        <Input
          {...control}
          type="number"
          min={0}
          step={Number.isInteger(shipped) ? 1 : 0.05}
          value={String(value)}
          onChange={(event) => event.target.value !== "" && onChange(Number(event.target.value))}
        />
      )}
    </Field>
  );
}

function WordsField({ label, words, onChange }: { label: string; words: string[]; onChange: (words: string[]) => void }) {
  const { t } = useTranslation("agent");
  const [text, setText] = useState(() => words.join("\n"));
  const type = (next: string) => {
    setText(next);
    onChange(next.split("\n").map((word) => word.trim()).filter(Boolean));
  };
  return (
    <Field label={label} hint={t("escalation.wordsHint")} className="sm:col-span-3">
      {(control) => <Textarea {...control} value={text} onChange={(event) => type(event.target.value)} className="max-h-48 min-h-20 font-mono text-[13px]" />}
    </Field>
  );
}
