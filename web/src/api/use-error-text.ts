import { useTranslation } from "react-i18next";
import i18n, { type ParseKeys } from "i18next";
import { ApiError } from "./errors";

type ErrorKey = ParseKeys<"errors">;

/** Where words for codes are: those of every page, and those of pages that make agents and knowledge. */
const TEXTS = ["errors", "problems"] as const;

/** The reader's words for what went wrong. A code without a text of its own gets the general one. */
export function errorText(error: unknown): string {
  const code = error instanceof ApiError ? error.code : "unknown";
  const params = error instanceof ApiError ? error.params : {};
  const known = TEXTS.find((ns) => i18n.exists(code, { ns }));
  const key: ErrorKey = known ? (code as ErrorKey) : "unknown";
  return i18n.t(key, { ns: (known ?? "errors") as "errors", ...params });
}

/** As `errorText`, redrawn when the language changes. */
export function useErrorText(): (error: unknown) => string {
  useTranslation("errors");
  return errorText;
}
