import { useQueryClient } from "@tanstack/react-query";
import { enqueue, type UploadedFile } from "../outbox";
import type { Draft } from "./use-draft";

/** Puts a draft on its way: one message per file, the text going with the first one. */
export function useSend(conversationId: string): (draft: Draft, files: UploadedFile[]) => void {
  const client = useQueryClient();
  return ({ text, mode, quote }, files) => {
    const base = { conversation_id: conversationId, kind: mode, quote };
    const words = text.trim() || null;
    if (files.length === 0) return enqueue(client, { ...base, text: words, file: null });
    files.forEach((file, index) => enqueue(client, { ...base, text: index === 0 ? words : null, file }));
  };
}
