import { useMutation } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, unwrap } from "@/api/client";
import type { Conversation } from "@/api/types";

/** Tells the server that what is on screen was seen. A tab in the background has seen nothing. */
export function useMarkRead({ id, unread }: Conversation, answers: boolean): void {
  const { mutate } = useMutation({
    mutationFn: (conversationId: string) =>
      unwrap(api.POST("/api/v1/conversations/{conversation_id}/read", { params: { path: { conversation_id: conversationId } } })),
    meta: { quiet: true },
  });
  useEffect(() => {
    if (!answers || unread === 0) return;
    const mark = () => document.visibilityState === "visible" && mutate(id);
    mark();
    document.addEventListener("visibilitychange", mark);
    return () => document.removeEventListener("visibilitychange", mark);
  }, [id, unread, answers, mutate]);
}
