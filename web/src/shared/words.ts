import i18n from "i18next";

/** The text of a word the server chose, when we know it: the server may be newer than the screen. */
export function knownText(namespace: string, key: string): string | null {
  const text: unknown = i18n.getResource(i18n.language, namespace, key);
  return typeof text === "string" ? text : null;
}
