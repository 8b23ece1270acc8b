import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const channelsQuery = queryOptions({
  queryKey: ["channels"],
  queryFn: () => unwrap(api.GET("/api/v1/channels")),
});

/** One channel with its settings; for admins only. */
export const channelQuery = (id: string) =>
  queryOptions({
    queryKey: [...channelsQuery.queryKey, id],
    queryFn: () => unwrap(api.GET("/api/v1/channels/{channel_id}", { params: { path: { channel_id: id } } })),
  });
