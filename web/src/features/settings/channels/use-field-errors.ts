import { useTranslation } from "react-i18next";
import { fieldErrors } from "../schema-form/field-errors";
import { textAt } from "../schema-form/use-field-texts";

/** The fields the server found something wrong with, in words for the reader: what it must be, as far as we know. */
export function useFieldErrors(connector: string, error: unknown): Record<string, string> {
  const { t } = useTranslation("settings");
  const found = Object.entries(fieldErrors(error)).map(([name, message]) => {
    const known = textAt(`connectors.${connector}.fields.${name}.label`);
    const hint = known ? textAt(`connectors.${connector}.fields.${name}.hint`) : message;
    return [name, [t("channels.fieldInvalid"), hint].filter(Boolean).join(" ")] as const;
  });
  return Object.fromEntries(found);
}
