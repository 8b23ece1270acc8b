import i18n from "i18next";
import { useTranslation } from "react-i18next";
import type { FieldSpec } from "./fields";

/** Our own words for a field when we have them, else those of the connector. */
export function useFieldTexts(connector: string, field: FieldSpec): { label: string; hint: string | undefined } {
  useTranslation("settings");
  const key = `connectors.${connector}.fields.${field.name}`;
  return {
    label: textAt(`${key}.label`) ?? field.title,
    hint: textAt(`${key}.hint`) ?? (textAt(`${key}.label`) ? undefined : field.description),
  };
}

/** Name and short description of a connector. */
export function useConnectorTexts(name: string, label: string): { label: string; hint: string | undefined } {
  useTranslation("settings");
  return { label: textAt(`connectors.${name}.label`) ?? label, hint: textAt(`connectors.${name}.hint`) };
}

/** The text of a key that may not exist: connectors of strangers have none. */
export function textAt(key: string): string | undefined {
  const found: unknown = i18n.getResource(i18n.language, "settings", key);
  return typeof found === "string" ? found : undefined;
}
