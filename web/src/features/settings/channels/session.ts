import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** Milliseconds. A picture to scan lives about twenty seconds; a linked device changes rarely. */
const WHILE_PAIRING = 4_000;
const ONCE_LINKED = 30_000;

/** How a linked device stands, asked again while somebody looks at it. */
export const sessionQuery = (channelId: string) =>
  queryOptions({
    queryKey: ["channels", channelId, "session"],
    queryFn: () => unwrap(api.GET("/api/v1/channels/{channel_id}/session", { params: { path: { channel_id: channelId } } })),
    refetchInterval: (query) => (query.state.data?.state === "working" ? ONCE_LINKED : WHILE_PAIRING),
    retry: false,
  });
