const HOUR = 3_600_000;
const MORNING = 8;
const EVENING = 18;
const MONDAY = 1;

function at(day: Date, daysOn: number, hour: number): Date {
  return new Date(day.getFullYear(), day.getMonth(), day.getDate() + daysOn, hour);
}

/** Times people put things off to, by this browser's clock. */
export function laterChoices(now: Date): { hour: Date; evening: Date; tomorrow: Date; monday: Date } {
  const today = at(now, 0, EVENING);
  const toMonday = (MONDAY - now.getDay() + 7) % 7 || 7;
  return {
    hour: new Date(now.getTime() + HOUR),
    evening: today.getTime() - now.getTime() > HOUR ? today : at(now, 1, EVENING),
    tomorrow: at(now, 1, MORNING),
    monday: at(now, toMonday, MORNING),
  };
}

/** As a field for date and time holds it: "2026-11-20T14:30", in this browser's time zone. */
export function toInput(when: Date): string {
  const local = new Date(when.getTime() - when.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

export function fromInput(text: string): Date | null {
  const when = new Date(text);
  return Number.isNaN(when.getTime()) ? null : when;
}
