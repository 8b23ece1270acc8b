import { infiniteQueryOptions, queryOptions, type InfiniteData } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { keys } from "./keys";
import type { components } from "./schema";

export const tabs = ["all", "waiting", "mine", "bot", "resolved"] as const;
export type ConversationTab = (typeof tabs)[number];

export type ConversationFilter = { tab: ConversationTab; q?: string; channel_id?: string };
export type ConversationPage = components["schemas"]["ConversationPage"];
export type ConversationPages = InfiniteData<ConversationPage, string | null>;

const PAGE = 30;

export const conversationListQuery = (filter: ConversationFilter) =>
  infiniteQueryOptions({
    queryKey: keys.conversationList(filter),
    queryFn: ({ pageParam, signal }) =>
      unwrap(
        api.GET("/api/v1/conversations", {
          params: { query: { ...filter, limit: PAGE, ...(pageParam ? { before: pageParam } : {}) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const countsQuery = queryOptions({
  queryKey: keys.counts,
  queryFn: () => unwrap(api.GET("/api/v1/conversations/counts")),
});

export const conversationQuery = (id: string) =>
  queryOptions({
    queryKey: keys.conversation(id),
    queryFn: () =>
      unwrap(api.GET("/api/v1/conversations/{conversation_id}", { params: { path: { conversation_id: id } } })),
  });
