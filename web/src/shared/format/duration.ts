const UNITS = { min: 1, h: 60 } as const;
const MOST = 365 * 24 * UNITS.h;

/** "4 h" as minutes; null for what is not a span of at least a minute and at most a year of hours. */
export function minutesOf(text: string): number | null {
  const found = /^\s*(\d{1,6})\s*(min|m|h)?\s*$/i.exec(text);
  if (!found) return null;
  const minutes = Number(found[1]) * UNITS[found[2]?.toLowerCase() === "h" ? "h" : "min"];
  return minutes >= 1 && minutes <= MOST ? minutes : null;
}

/** In hours when that says it exactly. A day is left out: in business time it would be another one than people think. */
export function written(minutes: number): string {
  return minutes % UNITS.h === 0 ? `${minutes / UNITS.h} h` : `${minutes} min`;
}
