import type { Conversation, Message } from "@/api/types";

/** Something somebody should come for. `key` is the same in every tab, so that it calls once. */
export type News = { key: string; kind: "waiting" | "message"; conversationId: string; name: string; text: string };

type Told = { conversations: readonly Conversation[]; messages: readonly Message[] };

/** Milliseconds. What a tab hears late, for example after sleep, is on the screen by then and calls nobody. */
const LATE = 2 * 60_000;

/** A conversation that begins to wait, and what contacts write to this person. `before` is what this browser knew. */
export function newsOf(told: Told, before: (id: string) => Conversation | undefined, me: string, now: number): News[] {
  const late = (at: string) => now - Date.parse(at) > LATE;
  const byId = new Map(told.conversations.map((conversation) => [conversation.id, conversation]));
  const waiting = told.conversations.flatMap((conversation): News[] => {
    const { id, contact, preview, waiting_since: since, status } = conversation;
    if (status !== "waiting" || !since || late(since) || before(id)?.waiting_since === since) return [];
    return [{ key: `waiting.${id}.${since}`, kind: "waiting", conversationId: id, name: contact.name, text: preview }];
  });
  const written = told.messages.flatMap((message): News[] => {
    const conversation = byId.get(message.conversation_id) ?? before(message.conversation_id);
    const mine = conversation?.status === "operator" && conversation.operator?.id === me;
    if (!mine || message.author !== "contact" || message.status !== "received" || late(message.sent_at)) return [];
    return [{ key: `message.${message.id}`, kind: "message", conversationId: conversation.id, name: conversation.contact.name, text: message.text ?? "" }];
  });
  return [...waiting, ...written];
}
