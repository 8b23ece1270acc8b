import type { QueryClient } from "@tanstack/react-query";
import type { ConversationFilter, ConversationPages } from "@/api/conversations";
import { keys, topicKey } from "@/api/keys";
import type { Thread } from "@/api/messages";
import { sessionQuery } from "@/api/session";
import type { Conversation, Message } from "@/api/types";
import type { Changes } from "./frames";
import { mergeMessages, placeInList } from "./merge";

/** Writes a conversation, as the server now sees it, wherever it is shown. An older owner's view is ignored. */
export function upsertConversation(client: QueryClient, told: Conversation): void {
  const known = client.getQueryData<Conversation>(keys.conversation(told.id));
  if (known && told.epoch < known.epoch) return;
  client.setQueryData(keys.conversation(told.id), told);
  const me = client.getQueryData(sessionQuery.queryKey)?.user.id ?? "";
  for (const [key, pages] of client.getQueriesData<ConversationPages>({ queryKey: keys.conversationLists })) {
    if (pages) client.setQueryData(key, placeInList(pages, told, key[2] as ConversationFilter, me));
  }
  restartFetching(client, keys.conversationLists);
}

/** An answer on its way was read before this change and would undo it: ask again. */
function restartFetching(client: QueryClient, queryKey: readonly unknown[]): void {
  void client.invalidateQueries({ queryKey, predicate: (query) => query.state.fetchStatus === "fetching" });
}

/** Writes messages into the threads that are loaded. */
export function upsertMessages(client: QueryClient, told: readonly Message[]): void {
  for (const [conversationId, messages] of Map.groupBy(told, (message) => message.conversation_id)) {
    client.setQueryData<Thread>(keys.messages(conversationId), (thread) => thread && mergeMessages(thread, messages));
    restartFetching(client, keys.messages(conversationId));
  }
}

/** Lists whose entries other caches name: colleagues stand in conversations and messages. */
const SHOWN_IN: Record<string, string[]> = { users: ["conversations", "messages"] };

/** Applies one frame. Every part can come twice without harm. */
export function applyChanges(client: QueryClient, changes: Changes): void {
  changes.conversations.forEach((conversation) => upsertConversation(client, conversation));
  upsertMessages(client, changes.messages);
  if (changes.conversations.length > 0) void client.invalidateQueries({ queryKey: keys.counts });
  if (changes.messages.length + changes.conversations.length > 0) void client.invalidateQueries({ queryKey: keys.phones });
  for (const conversation of changes.conversations) {
    void client.invalidateQueries({ queryKey: keys.contact(conversation.contact.id) });
  }
  for (const topic of changes.topics.flatMap((name) => [name, ...(SHOWN_IN[name] ?? [])])) {
    void client.invalidateQueries({ queryKey: topicKey(topic) });
  }
}

/** Fetches again all that is on screen, and forgets the rest, except who is signed in. */
export function refetchAll(client: QueryClient): void {
  void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionQuery.queryKey[0] });
}
