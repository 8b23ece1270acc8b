/** As the server has it: spans by day. */
export type OpeningHours = Record<string, string[][]>;

export const days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Day = (typeof days)[number];

/** Opening and closing time, "09:00". */
export type Span = [string, string];
export type Week = Record<Day, Span[]>;

const FIRST: Span = ["09:00", "18:00"];

export function weekOf(hours: OpeningHours): Week {
  return Object.fromEntries(days.map((day) => [day, ((hours[day] ?? []) as Span[]).map(([from, to]): Span => [from, to])])) as Week;
}

/** Closed days are left out. */
export function sendable(week: Week): Record<string, Span[]> {
  return Object.fromEntries(days.filter((day) => week[day].length > 0).map((day) => [day, week[day]]));
}

/** The next span of a day: all of it when it is closed, else an hour after the last. */
export function nextSpan(spans: Span[]): Span {
  const last = spans.at(-1)?.[1];
  if (!last) return [...FIRST];
  const from = Math.min(22, Number(last.slice(0, 2)) + 1);
  return [hour(from), hour(Math.min(23, from + 4))];
}

const hour = (value: number) => `${String(value).padStart(2, "0")}:00`;

/** "09:00–12:00, 13:00–18:00" */
export function spansText(spans: readonly (readonly string[])[]): string {
  return spans.map(([from, to]) => `${from}–${to}`).join(", ");
}
