import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { ConversationFilter, InboxSearch } from "@/api/conversations";
import type { components } from "@/api/schema";

export type SavedView = components["schemas"]["SavedView"];

export const viewsQuery = queryOptions({
  queryKey: ["saved-views"],
  queryFn: () => unwrap(api.GET("/api/v1/saved-views")),
});

/** Every choice taken back. */
export const EVERYTHING: InboxSearch = {
  aba: undefined,
  busca: undefined,
  canal: undefined,
  fila: undefined,
  etiqueta: undefined,
  prioridade: undefined,
  ordem: undefined,
  adiadas: undefined,
};

/** The words of the address that show a kept view. */
export function searchOf({ tab, q, channel_id, queue_id, label_id, priority, sort, snoozed }: SavedView["filters"]): InboxSearch {
  return {
    ...(tab !== "all" && { aba: tab }),
    ...(q && { busca: q }),
    ...(channel_id && { canal: channel_id }),
    ...(queue_id && { fila: queue_id }),
    ...(label_id && { etiqueta: label_id }),
    ...(priority && { prioridade: priority }),
    ...(sort !== "recent" && { ordem: sort as InboxSearch["ordem"] }),
    ...(snoozed && { adiadas: true }),
  };
}

/** What the server keeps of the list as it is shown now. */
export function filtersOf({ tab, q, channel_id, queue_id, label_id, priority, sort, snoozed }: ConversationFilter): SavedView["filters"] {
  return {
    tab,
    q: q ?? "",
    channel_id: channel_id ?? null,
    queue_id: queue_id ?? null,
    label_id: label_id ?? null,
    priority: priority ?? null,
    sort: sort ?? "recent",
    snoozed: snoozed ?? null,
  };
}

export function sameView(view: SavedView, filter: ConversationFilter): boolean {
  const shown = filtersOf(filter);
  return (Object.keys(shown) as (keyof typeof shown)[]).every((name) => (view.filters[name] || null) === (shown[name] || null));
}

/** Whether anything but the tab and the search chooses what is shown. */
export function isNarrowed(filter: ConversationFilter): boolean {
  return Object.keys(filter).some((name) => name !== "tab" && name !== "q");
}
