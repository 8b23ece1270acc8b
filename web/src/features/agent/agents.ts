import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Agent = Schemas["AgentDetail"];
export type AgentItem = Schemas["AgentItem"];
export type AgentVersion = Schemas["AgentVersion"];
export type Difference = Schemas["Difference"];
/** What somebody is changing: a version without its number, author and time. */
export type Draft = Omit<AgentVersion, "version" | "at" | "author" | "published">;

export const engines = ["offline", "llm"] as const;
export type Engine = (typeof engines)[number];

/** What every tab that edits is given. */
export type TabProps = { agent: Agent; draft: Draft; change: (change: Partial<Draft>) => void };

const PARTS = [
  "persona",
  "tone",
  "rules",
  "language",
  "files",
  "hours",
  "prompts",
  "texts",
  "model",
  "tools",
  "knowledge",
  "follow_up",
  "escalation",
  "goals",
] as const satisfies readonly (keyof Draft)[];

export function draftOf(version: AgentVersion): Draft {
  return Object.fromEntries(PARTS.map((part) => [part, version[part]])) as Draft;
}

/** The draft as it is saved: phrases without blank lines, and no keys for which nothing is left. */
export function saved(draft: Draft): Draft {
  const goals = Object.entries(draft.goals).map(([name, goal]) => [name, { ...goal, texts: written(goal.texts) }] as const);
  return { ...draft, texts: written(draft.texts), goals: Object.fromEntries(goals) };
}

function written(texts: Record<string, string[]>): Record<string, string[]> {
  const entries = Object.entries(texts).map(([key, lines]) => [key, lines.map((line) => line.trim()).filter(Boolean)] as const);
  return Object.fromEntries(entries.filter(([, lines]) => lines.length > 0));
}

/** What two versions say differently, thing by thing, as the server compares saved ones. */
export function compare(before: Draft, after: Draft): Difference[] {
  return PARTS.flatMap((part) => {
    const [old, fresh] = [byKey(before[part]), byKey(after[part])];
    if (!isRecord(old) || !isRecord(fresh)) return different(part, null, old, fresh);
    const keys = [...new Set([...Object.keys(old), ...Object.keys(fresh)])].toSorted();
    return keys.flatMap((key) => different(part, key, old[key], fresh[key]));
  });
}

function different(part: string, key: string | null, before: unknown, after: unknown): Difference[] {
  const [old, fresh] = [shown(before), shown(after)];
  return old === fresh ? [] : [{ part, key, before: old, after: fresh }];
}

function shown(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === "string") return value;
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join("\n");
  return JSON.stringify(value, null, 1);
}

/** Rules in a list are compared by what they are about, not by their place. */
function byKey(value: unknown): unknown {
  return Array.isArray(value) ? Object.fromEntries((value as { kind: string }[]).map((rule) => [rule.kind, rule])) : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
