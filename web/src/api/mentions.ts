import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

/** Notes that call whoever is signed in. */
export const mentionsQuery = queryOptions({
  queryKey: ["mentions"],
  queryFn: () => unwrap(api.GET("/api/v1/mentions")),
});

/** Those of one conversation were seen; null: all. */
export function readMentions(conversationId: string | null): Promise<unknown> {
  return unwrap(api.POST("/api/v1/mentions/read", { body: { conversation_id: conversationId } }));
}
