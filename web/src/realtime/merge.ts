import type { ConversationFilter, ConversationPage, ConversationPages, ConversationSort, ConversationTab } from "@/api/conversations";
import type { Thread } from "@/api/messages";
import type { Conversation, Message } from "@/api/types";

const RANK: Partial<Record<Message["status"], number>> = {
  held: 0,
  queued: 1,
  sending: 2,
  unconfirmed: 3,
  sent: 4,
  delivered: 5,
  read: 6,
};

/** The later of two views of a message: an answer that was slow on the way must not take a tick back. */
export function laterMessage(known: Message | undefined, told: Message): Message {
  if (!known) return told;
  const before = RANK[known.status];
  const after = RANK[told.status];
  const older = before !== undefined && after !== undefined && after < before;
  return older ? { ...told, status: known.status } : told;
}

/** Adds or replaces messages in a loaded thread, in order of `seq`. Those above the loaded part are left out. */
export function mergeMessages(thread: Thread, told: readonly Message[]): Thread {
  const byId = new Map(thread.items.map((message) => [message.id, message]));
  const floor = thread.hasMore ? (thread.items[0]?.seq ?? 0) : -Infinity;
  for (const message of told) {
    if (message.seq < floor && !byId.has(message.id)) continue;
    byId.set(message.id, laterMessage(byId.get(message.id), message));
  }
  return { ...thread, items: [...byId.values()].sort((a, b) => a.seq - b.seq) };
}

/** Whether a conversation stands under a tab of the list, for the operator `me`. */
export function standsUnder(tab: ConversationTab, conversation: Conversation, me: string): boolean {
  switch (tab) {
    case "all":
      return conversation.status !== "resolved";
    case "mine":
      return conversation.status === "operator" && conversation.operator?.id === me;
    case "waiting":
    case "bot":
    case "resolved":
      return conversation.status === tab;
  }
}

/** Whether a list that is narrowed down shows it. What is put aside stands in a list of its own. */
function passes(filter: ConversationFilter, { channel_id, queue, labels, priority, snoozed_until, snooze_until_reply }: Conversation): boolean {
  const aside = snoozed_until !== null || snooze_until_reply;
  return (
    aside === (filter.snoozed ?? false) &&
    (!filter.channel_id || filter.channel_id === channel_id) &&
    (!filter.queue_id || filter.queue_id === queue?.id) &&
    (!filter.label_id || labels.some((label) => label.id === filter.label_id)) &&
    (!filter.priority || filter.priority === priority)
  );
}

const MINUTE = 60_000;

/** As the queue is sorted: the score less the minute the waiting began in. Who does not wait stands behind. */
function queueKey({ score, waiting_since }: Conversation): number {
  return score && waiting_since ? score.base - Date.parse(waiting_since) / MINUTE : -Infinity;
}

/** The orders of the server. */
const orders: Record<ConversationSort, (a: Conversation, b: Conversation) => number> = {
  recent: (a, b) => b.last_message_at.localeCompare(a.last_message_at) || b.id.localeCompare(a.id),
  oldest: (a, b) => a.last_message_at.localeCompare(b.last_message_at) || a.id.localeCompare(b.id),
  queue: (a, b) => queueKey(b) - queueKey(a) || a.id.localeCompare(b.id),
};

/** Puts a changed conversation in its place of one loaded list, or takes it out. */
export function placeInList(pages: ConversationPages, told: Conversation, filter: ConversationFilter, me: string): ConversationPages {
  const items = pages.pages.flatMap((page) => page.items);
  const known = items.some((item) => item.id === told.id);
  // What a search finds, and in which order, is the server's to say: here it is only kept up to date.
  if (filter.q) return known ? replace(pages, told) : pages;
  const belongs = standsUnder(filter.tab, told, me) && passes(filter, told);
  if (!known && !belongs) return pages;
  const others = items.filter((item) => item.id !== told.id);
  const sorted = belongs ? [...others, told].sort(orders[filter.sort ?? "recent"]) : others;
  const more = pages.pages.at(-1)?.next ?? null;
  if (more && !known && sorted.at(-1)?.id === told.id) return pages;
  return { ...pages, pages: cut(sorted, pages.pages) };
}

/** A loaded list without one conversation. */
export function without(pages: ConversationPages, id: string): ConversationPages {
  const items = (page: ConversationPage) => page.items.filter((item) => item.id !== id);
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: items(page) })) };
}

function replace(pages: ConversationPages, told: Conversation): ConversationPages {
  const items = (page: ConversationPage) => page.items.map((item) => (item.id === told.id ? told : item));
  return { ...pages, pages: pages.pages.map((page) => ({ ...page, items: items(page) })) };
}

function cut(items: Conversation[], pages: ConversationPage[]): ConversationPage[] {
  let from = 0;
  return pages.map((page, index) => {
    const last = index === pages.length - 1;
    const slice = items.slice(from, last ? undefined : from + page.items.length);
    from += slice.length;
    return { ...page, items: slice };
  });
}
