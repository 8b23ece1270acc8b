import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: () => unwrap(api.GET("/api/v1/channels")),
});
