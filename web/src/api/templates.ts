import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { paths } from "./schema";

export type Template = paths["/api/v1/templates"]["get"]["responses"][200]["content"]["application/json"]["items"][number];
export type TemplateState = Template["state"];

export const templatesKey = ["templates"];

/** All templates, or those of one channel that may be sent. */
export const templatesQuery = (approvedOn?: string) =>
  queryOptions({
    queryKey: [...templatesKey, approvedOn ?? "all"],
    queryFn: () => unwrap(api.GET("/api/v1/templates", { params: { query: approvedOn ? { channel_id: approvedOn, state: "approved" } : {} } })),
  });
