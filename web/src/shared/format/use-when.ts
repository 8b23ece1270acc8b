import { useTranslation } from "react-i18next";
import * as when from "./when";

/** Dates and spans in the reader's language. */
export function useWhen() {
  const { t, i18n } = useTranslation();
  const language = i18n.language;
  return {
    clock: (iso: string) => when.clock(iso, language),
    moment: (iso: string) => when.moment(iso, language),
    date: (iso: string) => when.date(iso, language),
    dayName: (iso: string) => when.dayName(iso, language, t),
    briefly: (iso: string) => when.briefly(iso, language, t),
    span: (milliseconds: number) => when.span(milliseconds, t),
  };
}
