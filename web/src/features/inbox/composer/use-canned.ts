import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api, unwrap } from "@/api/client";
import type { CannedReply } from "@/api/types";

/** Folds case and accents: "preço" is found by "preco". */
function fold(text: string): string {
  return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}

/** Shortcuts that begin with what was typed first, then titles that contain it. */
export function matching(replies: readonly CannedReply[], typed: string): CannedReply[] {
  const wanted = fold(typed);
  const starts = replies.filter((reply) => fold(reply.shortcut).startsWith(wanted));
  const contains = replies.filter((reply) => !starts.includes(reply) && fold(reply.title).includes(wanted));
  return [...starts, ...contains].slice(0, 8);
}

type Canned = {
  open: boolean;
  found: CannedReply[];
  active: number;
  /** Handles the keys of the open list; true when it did. */
  onKey: (key: string) => boolean;
};

/** The list that "/" opens while it is the beginning of a text without spaces, with the contact's name filled in. */
export function useCanned(text: string, contactId: string, onPick: (reply: CannedReply) => void): Canned {
  const typed = /^\/(\S*)$/.exec(text)?.[1];
  const [active, setActive] = useState({ typed: "", index: 0 });
  const [dismissed, setDismissed] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: ["canned-replies", contactId],
    queryFn: () => unwrap(api.GET("/api/v1/canned-replies", { params: { query: { contact_id: contactId } } })),
    enabled: typed !== undefined,
  });
  const open = typed !== undefined && data !== undefined && dismissed !== text;
  const found = open ? matching(data.items, typed) : [];
  const index = active.typed === typed ? active.index : 0;
  const move = (step: number) => setActive({ typed: typed ?? "", index: (index + step + found.length) % (found.length || 1) });
  const onKey = (key: string) => {
    if (!open) return false;
    const chosen = found[index];
    if (key === "ArrowDown") move(1);
    else if (key === "ArrowUp") move(-1);
    else if (key === "Escape") setDismissed(text);
    else if ((key === "Enter" || key === "Tab") && chosen) onPick(chosen);
    else return false;
    return true;
  };
  return { open, found, active: index, onKey };
}
