import type { Query, QueryClient, QueryKey } from "@tanstack/react-query";
import type { ConversationFilter, ConversationPages } from "@/api/conversations";
import { keys, topicKey } from "@/api/keys";
import type { Thread } from "@/api/messages";
import { sessionQuery } from "@/api/session";
import type { Conversation, Message } from "@/api/types";
import { groupBy } from "@/shared/group-by";
import type { Changes } from "./frames";
import { mergeMessages, placeInList, without } from "./merge";

/** Milliseconds. Under load the numbers on the tabs follow a little behind instead of with every message. */
const COUNT_AFTER = 300;
let counting: ReturnType<typeof setTimeout> | undefined;

/** Queries that were being answered when a change came: the answer may be older than the change. */
const overtaken = new WeakSet<Query>();

function markOvertaken(client: QueryClient, queryKey: QueryKey): void {
  client.getQueryCache().findAll({ queryKey, fetchStatus: "fetching" }).forEach((query) => overtaken.add(query));
}

/** Asks once more for what was overtaken, after its answer: cancelling it would starve the screen in a busy hour. */
export function askAgainForOvertaken(client: QueryClient): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== "updated" || event.action.type !== "success" || event.action.manual) return;
    const query = event.query as Query;
    if (!overtaken.delete(query)) return;
    queueMicrotask(() => void client.invalidateQueries({ queryKey: query.queryKey, exact: true }));
  });
}

/** Writes a conversation, as the server now sees it, wherever it is shown. An older owner's view is ignored. */
export function upsertConversation(client: QueryClient, told: Conversation): void {
  const known = client.getQueryData<Conversation>(keys.conversation(told.id));
  if (known && told.epoch < known.epoch) return;
  client.setQueryData(keys.conversation(told.id), told);
  const me = client.getQueryData(sessionQuery.queryKey)?.user.id ?? "";
  for (const [key, pages] of client.getQueriesData<ConversationPages>({ queryKey: keys.conversationLists })) {
    if (pages) client.setQueryData(key, placeInList(pages, told, key[2] as ConversationFilter, me));
  }
  markOvertaken(client, keys.conversationLists);
  void client.invalidateQueries({ queryKey: keys.conversationsOf(told.contact.id) });
  countSoon(client);
}

/** Forgets a conversation this person may no longer see. */
function hideConversation(client: QueryClient, id: string): void {
  client.setQueriesData<ConversationPages>({ queryKey: keys.conversationLists }, (pages) => pages && without(pages, id));
  void client.resetQueries({ queryKey: keys.conversation(id) });
  void client.resetQueries({ queryKey: keys.messages(id) });
  countSoon(client);
}

function countSoon(client: QueryClient): void {
  counting ??= setTimeout(() => {
    counting = undefined;
    void client.invalidateQueries({ queryKey: keys.counts });
  }, COUNT_AFTER);
}

/** Writes messages into the threads that are loaded. */
export function upsertMessages(client: QueryClient, told: readonly Message[]): void {
  for (const [conversationId, messages] of groupBy(told, (message) => message.conversation_id)) {
    client.setQueryData<Thread>(keys.messages(conversationId), (thread) => thread && mergeMessages(thread, messages));
    markOvertaken(client, keys.messages(conversationId));
  }
}

/** Lists whose entries other caches name: colleagues stand in conversations and messages, queues and labels in conversations. */
const SHOWN_IN: Record<string, string[]> = { users: ["conversations", "messages"], queues: ["conversations"], labels: ["conversations"] };

/** Applies one frame. Every part can come twice without harm. */
export function applyChanges(client: QueryClient, changes: Changes): void {
  changes.conversations.forEach((conversation) => upsertConversation(client, conversation));
  upsertMessages(client, changes.messages);
  changes.hidden.forEach((id) => hideConversation(client, id));
  if (changes.messages.length + changes.conversations.length > 0) void client.invalidateQueries({ queryKey: keys.phones });
  for (const topic of changes.topics.flatMap((name) => [name, ...(SHOWN_IN[name] ?? [])])) void client.invalidateQueries({ queryKey: topicKey(topic) });
}

/** Fetches again all that is on screen, and forgets the rest, except who is signed in. */
export function refetchAll(client: QueryClient): void {
  void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== sessionQuery.queryKey[0] });
}
