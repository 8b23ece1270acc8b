import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { Stand } from "./stands";

export type Approval = components["schemas"]["Approval"];

export const approvalsQuery = (state: Stand) =>
  queryOptions({
    queryKey: ["approvals", state],
    queryFn: () => unwrap(api.GET("/api/v1/approvals", { params: { query: { state } } })),
  });
