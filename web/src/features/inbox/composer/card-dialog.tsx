import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { ExtraDialog, type ExtraDialogProps } from "./extra-dialog";
import { useSendExtra } from "./use-send";

/** Digits with the country's code; without "+" a number of ten or eleven digits is Brazilian. */
export function dialled(written: string): string | null {
  const digits = written.replace(/\D/g, "");
  const whole = !written.trim().startsWith("+") && (digits.length === 10 || digits.length === 11) ? `55${digits}` : digits;
  return whole.length >= 8 && whole.length <= 15 ? whole : null;
}

/** Somebody's name and number, to be saved with one tap. */
export function CardDialog({ conversation, onClose }: ExtraDialogProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const [name, setName] = useState("");
  const [written, setWritten] = useState("");
  const send = useSendExtra(conversation.id);
  const number = dialled(written);
  const card = number && name.trim() && { name: name.trim(), phones: [{ phone: `+${number}` }] };
  return (
    <ExtraDialog title={t("inbox:more.card")} ready={Boolean(card)} onSend={() => card && send({ extra: { contacts: [card] } })} onClose={onClose}>
      <Field label={t("card.name")}>
        {(control) => <Input {...control} value={name} maxLength={200} onChange={(event) => setName(event.target.value)} autoComplete="off" />}
      </Field>
      <Field label={t("card.phone")} hint={t("card.phoneHint")} error={written.length > 7 && !number ? t("card.phoneWrong") : undefined}>
        {(control) => <Input {...control} type="tel" value={written} onChange={(event) => setWritten(event.target.value)} autoComplete="off" />}
      </Field>
    </ExtraDialog>
  );
}
