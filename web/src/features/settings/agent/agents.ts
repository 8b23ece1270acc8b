import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

export type Agent = components["schemas"]["AgentDetail"];
export type AgentVersion = components["schemas"]["AgentVersion"];

export const agentQuery = (id: string) =>
  queryOptions({
    queryKey: ["agents", id],
    queryFn: () => unwrap(api.GET("/api/v1/agents/{agent_id}", { params: { path: { agent_id: id } } })),
  });

/** Everything of a version as lines, so that two can be compared. */
export function asText({ persona, tone, rules, language, files, texts }: Omit<AgentVersion, "version" | "at" | "author" | "published">): string {
  const phrases = Object.entries(texts)
    .filter(([, variants]) => variants.length > 0)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .flatMap(([key, variants]) => variants.map((variant) => `${key}: ${variant}`));
  return [persona, tone, rules, language, files === "hand_over" && files, ...phrases].filter(Boolean).join("\n");
}

/** The phrases without blank lines, and without keys for which nothing is left. */
export function written(texts: Record<string, string[]>): Record<string, string[]> {
  const entries = Object.entries(texts).map(([key, lines]) => [key, lines.map((line) => line.trim()).filter(Boolean)] as const);
  return Object.fromEntries(entries.filter(([, lines]) => lines.length > 0));
}
