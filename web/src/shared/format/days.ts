/** The calendar day of an instant here, as an address or the server takes it: "2026-11-20". */
export function localDay(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** So many calendar days before today; 0 is today. */
export function dayBefore(days: number, today = new Date()): string {
  return localDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() - days));
}

/** Every day from the first to the last, both with it. */
export function daysBetween(first: string, last: string): string[] {
  const days = [];
  const [year, month, day] = first.split("-").map(Number) as [number, number, number];
  for (let at = 0; ; at++) {
    const next = localDay(new Date(year, month - 1, day + at));
    if (next > last) return days;
    days.push(next);
  }
}
