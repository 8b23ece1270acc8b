import type { components } from "@/api/schema";

export type Outcome = components["schemas"]["Outcome"];

export const outcomes = ["answered", "grouped", "handed", "suppressed", "pending"] as const satisfies readonly Outcome[];

/** Who dealt with it: lilac the agent, green people, amber still owed. */
export const fill: Record<Outcome, string> = {
  answered: "bg-ia",
  grouped: "bg-[color-mix(in_oklab,var(--ia)_50%,var(--surface))]",
  handed: "bg-mata",
  suppressed: "bg-line-strong",
  pending: "bg-ipe",
};
