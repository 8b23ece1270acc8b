import type { ConversationFilter, ConversationPage, ConversationPages, ConversationTab } from "@/api/conversations";
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

/** The order of the server: who spoke last stands first. */
function laterFirst(a: Conversation, b: Conversation): number {
  return b.last_message_at.localeCompare(a.last_message_at) || b.id.localeCompare(a.id);
}

/** Puts a changed conversation in its place of one loaded list, or takes it out. */
export function placeInList(pages: ConversationPages, told: Conversation, filter: ConversationFilter, me: string): ConversationPages {
  const items = pages.pages.flatMap((page) => page.items);
  const known = items.some((item) => item.id === told.id);
  // What a search finds, and in which order, is the server's to say: here it is only kept up to date.
  if (filter.q) return known ? replace(pages, told) : pages;
  const belongs = standsUnder(filter.tab, told, me) && (!filter.channel_id || filter.channel_id === told.channel_id);
  if (!known && !belongs) return pages;
  const others = items.filter((item) => item.id !== told.id);
  const sorted = belongs ? [...others, told].sort(laterFirst) : others;
  const more = pages.pages.at(-1)?.next ?? null;
  if (more && !known && sorted.at(-1)?.id === told.id) return pages;
  return { ...pages, pages: cut(sorted, pages.pages) };
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
