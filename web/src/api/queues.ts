import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const queuesQuery = queryOptions({
  queryKey: ["queues"],
  queryFn: () => unwrap(api.GET("/api/v1/queues")),
});
