import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";

export type Presence = components["schemas"]["Presence"];
export type NewPresence = components["schemas"]["NewPresence"];

/** Who is at work, and who was. */
export const presenceQuery = queryOptions({
  queryKey: ["presence"],
  queryFn: () => unwrap(api.GET("/api/v1/presence")),
});
