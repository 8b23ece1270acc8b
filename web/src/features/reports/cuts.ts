import type { Cut } from "./queries";

export type { Cut };

export const cuts: readonly Cut[] = ["day", "queue", "operator", "agent", "channel", "reason"];

export const reportViews = ["numeros", "satisfacao"] as const;

/** What of the page is in its address: the days, what lines are for, and the part that is shown. */
export type ReportSearch = { de?: string; ate?: string; por?: Cut; ver?: (typeof reportViews)[number] };
