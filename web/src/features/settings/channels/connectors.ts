import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

export type Connector = components["schemas"]["ConnectorLine"];

export const connectorsQuery = queryOptions({
  queryKey: ["connectors"],
  queryFn: () => unwrap(api.GET("/api/v1/connectors")),
  staleTime: Infinity,
});

export const addressQuery = queryOptions({
  queryKey: ["channels", "address"],
  queryFn: () => unwrap(api.GET("/api/v1/address")),
});

/** Connectors whose other side is in this installation: no provider calls a webhook. */
export const local = ["simulator", "webchat"];

/** Those that speak WhatsApp Web's protocol: known before there are settings to ask what the line can do. */
export const unofficial = ["waha", "evolution"];
