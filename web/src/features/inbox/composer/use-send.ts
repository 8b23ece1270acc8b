import { useQueryClient } from "@tanstack/react-query";
import { colleaguesQuery } from "@/api/colleagues";
import { enqueue, type Extra, type UploadedFile } from "../outbox";
import type { Draft } from "./use-draft";
import { mentionedIn } from "./use-mention";

/** Puts something that is no draft on its way: a recording, a place, contact cards, options. */
export function useSendExtra(conversationId: string): (more: { text?: string; file?: UploadedFile; extra?: Extra }) => void {
  const client = useQueryClient();
  return ({ text = null, file = null, extra }: { text?: string | null; file?: UploadedFile | null; extra?: Extra }) =>
    enqueue(client, { conversation_id: conversationId, kind: "reply", quote: null, text, file, ...(extra && { extra }) });
}

/** Puts a draft on its way: one message per file, the text going with the first one. */
export function useSend(conversationId: string): (draft: Draft, files: UploadedFile[]) => void {
  const client = useQueryClient();
  return ({ text, mode, quote }, files) => {
    const base = { conversation_id: conversationId, kind: mode, quote };
    const words = text.trim() || null;
    if (mode === "note") {
      const called = mentionedIn(text, client.getQueryData(colleaguesQuery.queryKey) ?? []);
      return enqueue(client, { ...base, text: words, file: null, mentions: called.map(({ id }) => id) });
    }
    if (files.length === 0) return enqueue(client, { ...base, text: words, file: null });
    files.forEach((file, index) => enqueue(client, { ...base, text: index === 0 ? words : null, file }));
  };
}
