import type { TFunction } from "i18next";

const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = language + JSON.stringify(options);
  const known = formatters.get(key);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language, options);
  formatters.set(key, made);
  return made;
}

function startOfDay(at: Date): number {
  return new Date(at.getFullYear(), at.getMonth(), at.getDate()).getTime();
}

/** Whole calendar days between an instant and now, in the browser's time zone. */
export function daysAgo(at: Date, now = new Date()): number {
  return Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
}

/** "14:31" */
export function clock(iso: string, language: string): string {
  return formatter(language, { hour: "2-digit", minute: "2-digit", hour12: false }).format(new Date(iso));
}

/** "20 de nov. de 2026, 14:31" */
export function moment(iso: string, language: string): string {
  return formatter(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

/** "20/11/2026", of an instant here, or of a day, which is the same day everywhere. */
export function date(iso: string, language: string): string {
  const isDay = iso.length === "2026-11-20".length;
  return formatter(language, { dateStyle: "short", ...(isDay && { timeZone: "UTC" }) }).format(new Date(iso));
}

/** The heading of a day in a thread: today, yesterday, the weekday of the last days, else the date. */
export function dayName(iso: string, language: string, t: TFunction): string {
  const at = new Date(iso);
  const days = daysAgo(at);
  if (days === 0) return t("today");
  if (days === 1) return t("yesterday");
  if (days > 1 && days < 7) return formatter(language, { weekday: "long" }).format(at);
  return formatter(language, { day: "numeric", month: "long", year: "numeric" }).format(at);
}

/** The time in a list: the hour today, yesterday, the weekday of the last days, else day and month. */
export function briefly(iso: string, language: string, t: TFunction): string {
  const at = new Date(iso);
  const days = daysAgo(at);
  if (days <= 0) return clock(iso, language);
  if (days === 1) return t("yesterday");
  if (days < 7) return formatter(language, { weekday: "short" }).format(at);
  return formatter(language, { day: "2-digit", month: "2-digit" }).format(at);
}

/** "4 min", "2 h 5 min", "3 d" */
export function span(milliseconds: number, t: TFunction): string {
  const minutes = Math.max(0, Math.floor(milliseconds / 60_000));
  if (minutes < 60) return t("minutes", { minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return t("hoursMinutes", { hours, minutes: minutes % 60 });
  return t("days", { days: Math.floor(hours / 24) });
}
