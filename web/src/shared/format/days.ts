/** The calendar day of an instant here, as an address or the server takes it: "2026-11-20". */
export function localDay(at: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** So many calendar days before today; 0 is today. */
export function dayBefore(days: number, today = new Date()): string {
  return localDay(new Date(today.getFullYear(), today.getMonth(), today.getDate() - days));
}
