import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { upsertMessages } from "@/realtime/cache";

/** Reacts to a message in the company's name; null takes the reaction back. */
export function useReact(messageId: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (emoji: string | null) =>
      unwrap(api.PUT("/api/v1/messages/{message_id}/reaction", { params: { path: { message_id: messageId } }, body: { emoji } })),
    onSuccess: (message) => upsertMessages(client, [message]),
  });
}
