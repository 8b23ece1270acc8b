import { useState } from "react";
import { useTranslation } from "react-i18next";
import { micros as read, written } from "@/shared/format/amount";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";

type AmountFieldProps = { label: string; micros: number | null; placeholder: string; onChange: (micros: number | null) => void };

/** A sum of money as people write it. Empty means none; what is no sum is not taken over. */
export function AmountField({ label, micros, placeholder, onChange }: AmountFieldProps) {
  const { t, i18n } = useTranslation("agent");
  const [text, setText] = useState(micros === null ? "" : written(micros, i18n.language));
  const wrong = text.trim() !== "" && read(text) === null;
  const type = (next: string) => {
    setText(next);
    const amount = read(next);
    if (next.trim() === "") onChange(null);
    else if (amount !== null) onChange(amount);
  };
  return (
    <Field label={label} error={wrong ? t("model.amountWrong") : undefined}>
      {(control) => <Input {...control} inputMode="decimal" value={text} placeholder={placeholder} onChange={(event) => type(event.target.value)} />}
    </Field>
  );
}
