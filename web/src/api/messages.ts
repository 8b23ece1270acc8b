import { queryOptions, type QueryClient } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { keys } from "./keys";
import type { Message } from "./types";

/** A thread as far as it was loaded: oldest first, without holes. */
export type Thread = { items: Message[]; hasMore: boolean };

const PAGE = 50;

async function fetchPage(conversationId: string, beforeSeq?: number): Promise<Thread> {
  const page = await unwrap(
    api.GET("/api/v1/conversations/{conversation_id}/messages", {
      params: { path: { conversation_id: conversationId }, query: { before_seq: beforeSeq, limit: PAGE } },
    }),
  );
  return { items: page.items, hasMore: page.has_more };
}

/** Puts a fresh last page behind the older ones already loaded; starts anew when they no longer touch. */
export function joinPages(known: Thread | undefined, fresh: Thread): Thread {
  const first = fresh.items[0];
  const last = known?.items.at(-1);
  if (!known || !first || !last || last.seq < first.seq) return fresh;
  const older = known.items.filter((message) => message.seq < first.seq);
  if (older.length === 0) return fresh;
  return { items: [...older, ...fresh.items], hasMore: known.hasMore };
}

export const threadQuery = (conversationId: string) =>
  queryOptions({
    queryKey: keys.messages(conversationId),
    queryFn: async ({ client }) =>
      joinPages(client.getQueryData<Thread>(keys.messages(conversationId)), await fetchPage(conversationId)),
  });

/** Loads the page above the oldest message on screen. */
export async function loadOlder(client: QueryClient, conversationId: string): Promise<void> {
  const key = keys.messages(conversationId);
  const known = client.getQueryData<Thread>(key);
  const first = known?.items[0];
  if (!known?.hasMore || !first) return;
  const older = await fetchPage(conversationId, first.seq);
  client.setQueryData<Thread>(key, (now) => {
    if (!now || now.items[0]?.id !== first.id) return now;
    return { items: [...older.items, ...now.items], hasMore: older.hasMore };
  });
}
