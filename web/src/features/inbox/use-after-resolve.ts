import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { conversationListQuery } from "@/api/conversations";
import { useInboxFilter } from "./use-inbox-filter";

const KEY = "prosa.afterResolve";
const NEXT = "next";

/** Whether resolving a conversation opens the one that stands below it; this browser remembers. */
export function useAfterResolve(): [boolean, (next: boolean) => void] {
  const [next, setNext] = useState(() => localStorage.getItem(KEY) === NEXT);
  const change = (on: boolean) => {
    localStorage.setItem(KEY, on ? NEXT : "stay");
    setNext(on);
  };
  return [next, change];
}

/** Goes on from a conversation that leaves the list. To be called while it still stands there. */
export function useGoOn(): (conversationId: string) => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [filter] = useInboxFilter();
  return (conversationId) => {
    if (localStorage.getItem(KEY) !== NEXT) return;
    const items = client.getQueryData(conversationListQuery(filter).queryKey)?.pages.flatMap((page) => page.items) ?? [];
    const at = items.findIndex(({ id }) => id === conversationId);
    const next = items[at + 1] ?? items[at - 1];
    if (at < 0 || !next) return;
    void navigate({ to: "/conversas/$conversationId", params: { conversationId: next.id }, search: (previous) => previous });
  };
}
