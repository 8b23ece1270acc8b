import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { api, unwrap } from "@/api/client";
import { phoneQuery, type PhoneMessage } from "@/api/simulator";

/** What was typed and has not come back as a message of the conversation yet. */
export type Pending = { id: string; text: string; at: string };

type Said = { text: string; buttonId?: string };

export type Phone = {
  messages: PhoneMessage[];
  pending: Pending[];
  typing: boolean;
  conversationId: string | null;
  say: (said: Said) => void;
};

/** One pretend phone: what is on its screen, and doing something on it. */
export function usePhone(channelId: string, number: string, owner: string): Phone {
  const client = useQueryClient();
  const query = phoneQuery(channelId, number);
  const { data } = useQuery(query);
  const [sent, setSent] = useState<Pending[]>([]);
  const messages = data?.messages ?? [];
  const known = new Set(messages.map((message) => message.network_id));
  const pending = sent.filter((one) => !known.has(one.id));
  const post = useMutation({
    mutationFn: ({ clientId, text, buttonId }: Said & { clientId: string }) =>
      unwrap(
        api.POST("/api/v1/simulator/{channel_id}/messages", {
          params: { path: { channel_id: channelId } },
          body: {
            phone: number,
            name: owner,
            client_id: clientId,
            ...(buttonId ? { button_id: buttonId } : { text }),
          },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: query.queryKey }),
    onError: (_error, { clientId }) => setSent((all) => all.filter((one) => one.id !== `${number}:${clientId}`)),
  });
  useReadReceipts(channelId, number, messages);
  const say = ({ text, buttonId }: Said) => {
    const clientId = crypto.getRandomValues(new Uint32Array(3)).join("-");
    setSent((all) => [...all, { id: `${number}:${clientId}`, text, at: new Date().toISOString() }]);
    post.mutate({ clientId, text, ...(buttonId ? { buttonId } : {}) });
  };
  return {
    messages,
    pending,
    typing: data?.typing ?? false,
    conversationId: data?.conversation_id ?? null,
    say,
  };
}

/** The chat is open on the phone: whoever wrote gets blue ticks. */
function useReadReceipts(channelId: string, number: string, messages: PhoneMessage[]): void {
  const last = messages.findLast((message) => !message.mine)?.id;
  useEffect(() => {
    if (!last) return;
    void api.POST("/api/v1/simulator/{channel_id}/phones/{phone}/read", {
      params: { path: { channel_id: channelId, phone: number } },
    });
  }, [channelId, number, last]);
}
