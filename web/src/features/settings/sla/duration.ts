const UNITS = { min: 1, h: 60, d: 24 * 60 } as const;
const MOST = 365 * UNITS.d;

/** "4 h" as minutes; null for what is not a span of at least a minute and at most a year. */
export function minutesOf(text: string): number | null {
  const found = /^\s*(\d{1,6})\s*(min|m|h|d)?\s*$/i.exec(text);
  if (!found) return null;
  const unit = (found[2] ?? "min").toLowerCase();
  const minutes = Number(found[1]) * UNITS[unit === "m" ? "min" : (unit as keyof typeof UNITS)];
  return minutes >= 1 && minutes <= MOST ? minutes : null;
}

/** In the largest unit that says it exactly. */
export function written(minutes: number): string {
  if (minutes % UNITS.d === 0) return `${minutes / UNITS.d} d`;
  return minutes % UNITS.h === 0 ? `${minutes / UNITS.h} h` : `${minutes} min`;
}
