import { useTranslation } from "react-i18next";
import i18n, { type ParseKeys } from "i18next";
import { ApiError } from "./errors";

type ErrorKey = ParseKeys<"errors">;

/** The reader's words for what went wrong. A code without a text of its own gets the general one. */
export function errorText(error: unknown): string {
  const code = error instanceof ApiError ? error.code : "unknown";
  const params = error instanceof ApiError ? error.params : {};
  const key: ErrorKey = i18n.exists(code, { ns: "errors" }) ? (code as ErrorKey) : "unknown";
  return i18n.t(key, { ns: "errors", ...params });
}

/** As `errorText`, redrawn when the language changes. */
export function useErrorText(): (error: unknown) => string {
  useTranslation("errors");
  return errorText;
}
