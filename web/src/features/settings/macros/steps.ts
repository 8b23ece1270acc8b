import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Macro = Schemas["Macro"];
export type Step = Schemas["NewMacro"]["steps"][number];
export type Kind = Step["kind"];

/** What a macro may do, in the order it is offered. */
export const KINDS: Kind[] = ["reply", "note", "label", "unlabel", "priority", "assign", "transfer", "snooze", "resolve", "give_back"];

/** A new step of a kind; what has to be chosen first is empty. */
export function stepOf(kind: Kind): Step {
  switch (kind) {
    case "reply":
    case "note":
      return { kind, text: "" };
    case "label":
    case "unlabel":
      return { kind, label_id: "" };
    case "priority":
      return { kind, priority: "high" };
    case "transfer":
      return { kind, queue_id: "", note: "" };
    case "assign":
      return { kind, operator_id: null, note: "" };
    case "snooze":
      return { kind, until: null, minutes: null };
    case "resolve":
      return { kind, reason: null };
    default:
      return { kind };
  }
}
