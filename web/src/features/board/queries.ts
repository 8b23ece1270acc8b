import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

export type Board = components["schemas"]["Board"];

/** Milliseconds. What is told live comes at once; loads and presence follow by then. */
const FRESH = 5_000;

export const boardQuery = queryOptions({
  queryKey: ["board"],
  queryFn: () => unwrap(api.GET("/api/v1/board")),
  refetchInterval: FRESH,
});
