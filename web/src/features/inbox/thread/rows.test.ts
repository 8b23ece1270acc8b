import { expect, test } from "vitest";
import type { Message } from "@/api/types";
import type { Pending } from "../outbox";
import { buildRows } from "./rows";

function message(seq: number, changes: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    conversation_id: "c",
    seq,
    direction: "in",
    author: "contact",
    author_name: null,
    type: "text",
    text: `texto ${seq}`,
    payload: {},
    participant: null,
    forwarded: false,
    referral: null,
    template: null,
    cost_category: null,
    billable: null,
    options: [],
    attachment: null,
    reply_to: null,
    status: "received",
    error: null,
    sent_at: `2026-11-20T12:00:${String(seq).padStart(2, "0")}Z`,
    edited_at: null,
    deleted_at: null,
    reactions: [],
    turn_id: null,
    outcome: null,
    sources: [],
    client_id: null,
    ...changes,
  };
}

const pending: Pending = {
  client_id: "mine",
  conversation_id: "c",
  kind: "reply",
  text: "oi",
  quote: null,
  file: null,
  at: "2026-11-20T12:05:00Z",
  failed: null,
};

/** "day/message*": a message under a date line that opens a group. */
const shape = (rows: ReturnType<typeof buildRows>) =>
  rows.map((row) => `${row.day ? "day/" : ""}${row.kind}${"first" in row && row.first ? "*" : ""}`);

test("every day begins with its date, and a new day with a new group", () => {
  const rows = buildRows([message(1), message(2, { sent_at: "2026-11-21T12:00:00Z" })], []);
  expect(shape(rows)).toEqual(["day/message*", "day/message*"]);
});

test("messages of one author within minutes are one group", () => {
  const operator = { author: "operator", direction: "out" } as const;
  const rows = buildRows([message(1), message(2), message(3, operator), message(4, operator)], []);
  expect(shape(rows)).toEqual(["day/message*", "message", "message*", "message"]);
});

test("a long silence, a note and an event each open a new group", () => {
  const late = message(2, { sent_at: "2026-11-20T12:20:00Z" });
  const note = message(3, { author: "contact", type: "note", sent_at: "2026-11-20T12:20:05Z" });
  const event = message(4, { author: "system", type: "event", sent_at: "2026-11-20T12:20:06Z" });
  const after = message(5, { type: "note", sent_at: "2026-11-20T12:20:07Z" });
  const rows = buildRows([message(1), late, note, event, after], []);
  expect(shape(rows)).toEqual(["day/message*", "message*", "message*", "event", "message*"]);
});

test("the line a reader is at keeps its key when the page above comes, whatever date stood over it", () => {
  const before = buildRows([message(2)], []);
  const after = buildRows([message(1), message(2)], []);
  expect(after[1]!.key).toBe(before[0]!.key);
  expect(after[1]!.day).toBeNull();
});

test("what the server has confirmed is no longer pending, and keeps its place by the same key", () => {
  const waiting = buildRows([], [pending]);
  const confirmed = buildRows([message(1, { client_id: "mine" })], [pending]);
  expect(shape(waiting)).toEqual(["day/pending*"]);
  expect(shape(confirmed)).toEqual(["day/message*"]);
  expect(confirmed[0]!.key).toBe(waiting[0]!.key);
});
