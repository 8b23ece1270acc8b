import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: () => unwrap(api.GET("/api/v1/connectors")),
  staleTime: Infinity,
});

/** Connectors whose other side is in this installation: no provider calls a webhook. */
export const local = ["simulator", "webchat"];
