import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** Messages of a conversation that were written to leave later. */
export const scheduledQuery = (conversationId: string) =>
  queryOptions({
    queryKey: ["scheduled", conversationId],
    queryFn: () => unwrap(api.GET("/api/v1/conversations/{conversation_id}/scheduled", { params: { path: { conversation_id: conversationId } } })),
  });
