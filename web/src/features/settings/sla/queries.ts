import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

export type Policy = components["schemas"]["SlaPolicy"];
export type NewPolicy = components["schemas"]["NewSlaPolicy"];
export type Rule = components["schemas"]["TicketRule"];
export type Priority = components["schemas"]["Priority"];

export const policiesQuery = queryOptions({
  queryKey: ["sla", "policies"],
  queryFn: () => unwrap(api.GET("/api/v1/sla-policies")),
});

export const rulesQuery = queryOptions({
  queryKey: ["sla", "rules"],
  queryFn: () => unwrap(api.GET("/api/v1/follow-up-rules")),
});

/** From the most urgent on. */
export const priorities = ["critical", "high", "medium", "low"] as const satisfies Priority[];
export const metrics = ["first", "next", "resolution"] as const;
export const categories = ["support", "technical", "commercial", "complaint", "praise"] as const;
