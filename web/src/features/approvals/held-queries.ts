import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { Stand } from "./stands";

export type HeldMessage = components["schemas"]["HeldMessage"];
export type HoldRule = components["schemas"]["HoldRuleItem"];

export const heldQuery = (state: Stand) =>
  queryOptions({
    queryKey: ["held", state],
    queryFn: () => unwrap(api.GET("/api/v1/held-messages", { params: { query: { state } } })),
  });

export const holdRulesQuery = queryOptions({
  queryKey: ["held", "rules"],
  queryFn: () => unwrap(api.GET("/api/v1/hold-rules")),
});
