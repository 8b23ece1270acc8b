import { describe, expect, test } from "vitest";
import type { ConversationPages } from "@/api/conversations";
import type { Conversation, Message } from "@/api/types";
import { laterMessage, mergeMessages, placeInList, standsUnder } from "./merge";

const say = (seq: number, changes: Partial<Message> = {}) => ({ id: `m${seq}`, seq, status: "sent", ...changes }) as Message;

function conversation(id: string, minute: number, changes: Partial<Conversation> = {}): Conversation {
  const at = `2026-11-20T12:${String(minute).padStart(2, "0")}:00Z`;
  const plain = { queue: null, labels: [], priority: "medium", snoozed_until: null, snooze_until_reply: false, score: null, waiting_since: null };
  return { id, status: "bot", operator: null, channel_id: "whats", last_message_at: at, ...plain, ...changes } as Conversation;
}

function pages(...groups: Conversation[][]): ConversationPages {
  return {
    pages: groups.map((items, index) => ({ items, next: index === groups.length - 1 ? "more" : `after ${index}` })),
    pageParams: [null],
  };
}

const ids = (list: ConversationPages) => list.pages.map((page) => page.items.map((item) => item.id).join());
const everything = { tab: "all" } as const;

describe("messages", () => {
  test("an answer that was slow on the way takes no tick back", () => {
    expect(laterMessage(say(1, { status: "read" }), say(1, { status: "queued", text: "novo" }))).toMatchObject({
      status: "read",
      text: "novo",
    });
  });

  test("a failed message may be queued again", () => {
    expect(laterMessage(say(1, { status: "failed" }), say(1, { status: "queued" })).status).toBe("queued");
  });

  test("what is told twice stands once, in order", () => {
    const thread = mergeMessages({ items: [say(1), say(3)], hasMore: false }, [say(2), say(3), say(2)]);
    expect(thread.items.map((message) => message.seq)).toEqual([1, 2, 3]);
  });

  test("what lies above the loaded part is left for its page", () => {
    expect(mergeMessages({ items: [say(50)], hasMore: true }, [say(3)]).items).toHaveLength(1);
    expect(mergeMessages({ items: [say(50)], hasMore: false }, [say(3)]).items).toHaveLength(2);
  });
});

describe("lists", () => {
  const mine = conversation("a", 1, { status: "operator", operator: { id: "me", name: "Paula" } });

  test("each tab holds what its name says", () => {
    expect(standsUnder("mine", mine, "me")).toBe(true);
    expect(standsUnder("mine", mine, "other")).toBe(false);
    expect(standsUnder("all", conversation("a", 1, { status: "resolved" }), "me")).toBe(false);
    expect(standsUnder("waiting", conversation("a", 1, { status: "waiting" }), "me")).toBe(true);
  });

  test("who spoke last moves to the top", () => {
    const list = pages([conversation("a", 5), conversation("b", 4)]);
    expect(ids(placeInList(list, conversation("b", 6), everything, "me"))).toEqual(["b,a"]);
  });

  test("what no longer belongs under the tab leaves it", () => {
    const list = pages([conversation("a", 5), conversation("b", 4)]);
    expect(ids(placeInList(list, conversation("a", 6, { status: "waiting" }), { tab: "bot" }, "me"))).toEqual(["b"]);
  });

  test("what belongs below the loaded part waits for its page", () => {
    const list = pages([conversation("a", 5), conversation("b", 4)]);
    expect(ids(placeInList(list, conversation("z", 1), everything, "me"))).toEqual(["a,b"]);
  });

  test("another channel's conversation does not enter a filtered list", () => {
    const list = pages([conversation("a", 5)]);
    const filter = { tab: "all", channel_id: "whats" } as const;
    expect(ids(placeInList(list, conversation("b", 6, { channel_id: "site" }), filter, "me"))).toEqual(["a"]);
  });

  test("a search keeps what the server found, and only that", () => {
    const filter = { tab: "all", q: "tênis" } as const;
    const list = pages([conversation("a", 5, { status: "resolved" })]);
    expect(ids(placeInList(list, conversation("b", 6), filter, "me"))).toEqual(["a"]);
    const updated = placeInList(list, conversation("a", 7, { status: "bot" }), filter, "me");
    expect(updated.pages[0]!.items[0]!.status).toBe("bot");
  });

  test("the pages keep their sizes when one moves up", () => {
    const list = pages([conversation("a", 5), conversation("b", 4)], [conversation("c", 3)]);
    expect(ids(placeInList(list, conversation("c", 9), everything, "me"))).toEqual(["c,a", "b"]);
  });
});

describe("narrowed lists", () => {
  const label = { id: "l1", name: "entrega", color: "blue" };
  const whole = (...items: Conversation[]): ConversationPages => ({ pages: [{ items, next: null }], pageParams: [null] });
  const list = whole(conversation("a", 5, { labels: [label] }));

  test("a conversation comes and goes with its label, its queue and its priority", () => {
    const filter = { tab: "all", label_id: "l1" } as const;
    expect(ids(placeInList(list, conversation("b", 6, { labels: [label] }), filter, "me"))).toEqual(["b,a"]);
    expect(ids(placeInList(list, conversation("a", 7), filter, "me"))).toEqual([""]);
    expect(ids(placeInList(list, conversation("b", 6), { tab: "all", priority: "high" }, "me"))).toEqual(["a"]);
    expect(ids(placeInList(list, conversation("b", 6, { queue: { id: "q", name: "Vendas" } }), { tab: "all", queue_id: "q" }, "me"))).toEqual(["b,a"]);
  });

  test("what is put aside stands only among what is put aside", () => {
    const aside = conversation("a", 6, { snooze_until_reply: true });
    expect(ids(placeInList(list, aside, everything, "me"))).toEqual([""]);
    expect(ids(placeInList(whole(), aside, { tab: "all", snoozed: true }, "me"))).toEqual(["a"]);
  });

  test("in the order of the queue a minute of waiting weighs as much as a point", () => {
    const waits = (id: string, base: number, minute: number) =>
      conversation(id, 0, { status: "waiting", score: { base, terms: [] }, waiting_since: `2026-11-20T12:${String(minute).padStart(2, "0")}:00Z` });
    const queue = whole(waits("late", 40, 30));
    const filter = { tab: "waiting", sort: "queue" } as const;
    expect(ids(placeInList(queue, waits("early", 20, 5), filter, "me"))).toEqual(["early,late"]);
    expect(ids(placeInList(queue, waits("dull", 20, 15), filter, "me"))).toEqual(["late,dull"]);
  });
});
