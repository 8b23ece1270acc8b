import { infiniteQueryOptions, queryOptions, type InfiniteData } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { keys } from "./keys";
import type { components } from "./schema";

const tabs = ["all", "waiting", "mine", "bot", "resolved"] as const;
export type ConversationTab = (typeof tabs)[number];

export const priorities = ["critical", "high", "medium", "low"] as const;
export type Priority = (typeof priorities)[number];
/** `queue`: who is next in the queue stands first; `oldest`: who has been silent longest. */
export const sorts = ["recent", "queue", "oldest"] as const;
export type ConversationSort = (typeof sorts)[number];

export type ConversationFilter = {
  tab: ConversationTab;
  q?: string;
  channel_id?: string;
  queue_id?: string;
  label_id?: string;
  priority?: Priority;
  sort?: ConversationSort;
  /** Those put aside, which no other list shows. */
  snoozed?: true;
};

/** The words of the address that choose what the list shows. */
export type InboxSearch = {
  aba?: ConversationTab | undefined;
  busca?: string | undefined;
  canal?: string | undefined;
  fila?: string | undefined;
  etiqueta?: string | undefined;
  prioridade?: Priority | undefined;
  ordem?: ConversationSort | undefined;
  adiadas?: true | undefined;
};

/** What of an address chooses something; anything else is left out. */
export function inboxSearchOf(search: Record<string, unknown>): InboxSearch {
  const { busca, canal, fila, etiqueta } = search;
  const aba = tabs.find((tab) => tab === search.aba);
  const prioridade = priorities.find((priority) => priority === search.prioridade);
  const ordem = sorts.find((sort) => sort === search.ordem);
  return {
    ...(aba && { aba }),
    ...words({ busca, canal, fila, etiqueta }),
    ...(prioridade && { prioridade }),
    ...(ordem && { ordem }),
    ...(search.adiadas === true && { adiadas: true }),
  };
}

function words(given: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(given).filter((entry): entry is [string, string] => typeof entry[1] === "string" && entry[1] !== ""));
}

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
