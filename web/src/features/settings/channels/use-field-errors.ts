import { useTranslation } from "react-i18next";
import { fieldErrors } from "../schema-form/field-errors";

/** What the server found wrong with each field, in words for the reader. */
export function useFieldErrors(error: unknown): Record<string, string> {
  const { t } = useTranslation("settings");
  const found = Object.entries(fieldErrors(error));
  return Object.fromEntries(found.map(([name, message]) => [name, t("channels.fieldInvalid", { message })]));
}
