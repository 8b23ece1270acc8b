import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type AlertView = Schemas["AlertView"];
export type AlertKind = Schemas["AlertView"]["kinds"][number];
export type AlertConnector = Schemas["AlertConnector"];

export const KINDS: AlertKind[] = ["waiting", "escalated", "queue_full", "sla_soon", "sla_late"];

export const alertsQuery = queryOptions({
  queryKey: ["alerts"],
  queryFn: () => unwrap(api.GET("/api/v1/alerts")),
});
