import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { CannedReply } from "@/api/types";
import { fold } from "@/shared/fold";
import { type Options, useOptions } from "./use-options";

const MOST = 8;

/** Shortcuts that begin with what was typed first, then titles that contain it. */
export function matching(replies: readonly CannedReply[], typed: string): CannedReply[] {
  const wanted = fold(typed);
  const starts = replies.filter((reply) => fold(reply.shortcut).startsWith(wanted));
  const contains = replies.filter((reply) => !starts.includes(reply) && fold(reply.title).includes(wanted));
  return [...starts, ...contains].slice(0, MOST);
}

/** The list that "/" opens while it is the beginning of a text without spaces, with the contact's name filled in. */
export function useCanned(text: string, contactId: string, onPick: (reply: CannedReply) => void): Options<CannedReply> {
  const typed = /^\/(\S*)$/.exec(text)?.[1];
  const { data } = useQuery({
    queryKey: ["canned-replies", contactId],
    queryFn: () => unwrap(api.GET("/api/v1/canned-replies", { params: { query: { contact_id: contactId } } })),
    enabled: typed !== undefined,
  });
  return useOptions(typed, typed === undefined || !data ? undefined : matching(data.items, typed), onPick);
}
