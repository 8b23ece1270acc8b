import type { components } from "@/api/schema";
import { parted } from "@/shared/format/parted";

export type Automation = components["schemas"]["AutomationItem"];
export type NewAutomation = components["schemas"]["NewAutomation"];
export type Tried = components["schemas"]["Tried"];
type Action = NewAutomation["actions"][number];
export type Trigger = NewAutomation["trigger"];
export type Priority = components["schemas"]["Priority"];

export const triggers: readonly Trigger[] = ["message", "handed", "resolved", "waiting"];
export const priorities: readonly Priority[] = ["low", "medium", "high", "critical"];
export const actionKinds = ["priority", "label", "transfer", "note", "say", "call_person", "ticket", "resolve", "give_back"] as const;
export type ActionKind = (typeof actionKinds)[number];

/** An action as a form has it: the kind, and the one value it takes. */
export type ActionDraft = { kind: ActionKind; value: string };

/** A rule as a form has it; empty fields ask for nothing. */
export type RuleDraft = {
  name: string;
  trigger: Trigger;
  minutes: string;
  words: string;
  hours: "" | "open" | "closed";
  queue: string;
  label: string;
  priority: "" | Priority;
  vip: boolean;
  actions: ActionDraft[];
};

const EMPTY: RuleDraft = {
  name: "",
  trigger: "message",
  minutes: "10",
  words: "",
  hours: "",
  queue: "",
  label: "",
  priority: "",
  vip: false,
  actions: [{ kind: "priority", value: "high" }],
};

export function draftOf(rule: Automation | null): RuleDraft {
  if (!rule) return EMPTY;
  const { conditions } = rule;
  return {
    name: rule.name,
    trigger: rule.trigger,
    minutes: String(rule.minutes ?? 10),
    words: (conditions.words ?? []).join(", "),
    hours: conditions.hours ?? "",
    queue: conditions.queue_ids?.[0] ?? "",
    label: conditions.label_ids?.[0] ?? "",
    priority: conditions.priorities?.[0] ?? "",
    vip: conditions.vip ?? false,
    actions: rule.actions.map(actionDraft),
  };
}

function actionDraft(action: Action): ActionDraft {
  switch (action.kind) {
    case "priority":
      return { kind: "priority", value: action.priority };
    case "label":
    case "unlabel":
      return { kind: "label", value: action.label_id };
    case "transfer":
      return { kind: "transfer", value: action.queue_id };
    case "note":
    case "say":
    case "call_person":
      return { kind: action.kind, value: action.text };
    case "ticket":
      return { kind: "ticket", value: action.summary };
    case "resolve":
    case "give_back":
      return { kind: action.kind, value: "" };
  }
}

/** The rule a form tells. `before` keeps what the form does not show, such as channels. */
export function ruleOf(draft: RuleDraft, active: boolean, before: Automation | null): NewAutomation {
  return {
    name: draft.name.trim(),
    active,
    trigger: draft.trigger,
    minutes: draft.trigger === "waiting" ? Number(draft.minutes) : null,
    conditions: {
      ...before?.conditions,
      words: draft.trigger === "message" ? parted(draft.words) : [],
      hours: draft.hours || null,
      queue_ids: draft.queue ? [draft.queue] : [],
      label_ids: draft.label ? [draft.label] : [],
      priorities: draft.priority ? [draft.priority] : [],
      vip: draft.vip || null,
    },
    actions: draft.actions.map(actionOf),
  };
}

function actionOf({ kind, value }: ActionDraft): Action {
  const text = value.trim();
  switch (kind) {
    case "priority":
      return { kind, priority: value as Priority };
    case "label":
      return { kind, label_id: value };
    case "transfer":
      return { kind, queue_id: value, note: "" };
    case "note":
    case "say":
    case "call_person":
      return { kind, text };
    case "ticket":
      return { kind, summary: text, category: "support", priority: "medium" };
    case "resolve":
      return { kind, reason: null };
    case "give_back":
      return { kind };
  }
}

/** Whether everything that must be filled in is. */
export function isComplete(draft: RuleDraft): boolean {
  const bare = (kind: ActionKind) => kind === "resolve" || kind === "give_back";
  return draft.name.trim() !== "" && draft.actions.length > 0 && draft.actions.every(({ kind, value }) => bare(kind) || value.trim() !== "");
}
