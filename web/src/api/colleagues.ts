import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";

export type Colleague = components["schemas"]["Colleague"];

/** Everybody who answers, by name. */
export const colleaguesQuery = queryOptions({
  queryKey: ["users", "colleagues"],
  queryFn: async () => (await unwrap(api.GET("/api/v1/colleagues"))).items,
});
