import { describe, expect, it } from "vitest";
import type { Conversation, Message } from "@/api/types";
import { newsOf } from "./news";

const NOW = Date.parse("2026-11-20T12:00:00Z");
const SINCE = "2026-11-20T11:59:50Z";

const conversation = (more: object) =>
  ({ id: "c1", status: "waiting", waiting_since: SINCE, operator: null, preview: "Oi", contact: { name: "Mariana" }, ...more }) as unknown as Conversation;
const message = (more: object) =>
  ({ id: "m1", conversation_id: "c1", author: "contact", status: "received", sent_at: SINCE, text: "Alô?", ...more }) as unknown as Message;
const mine = conversation({ status: "operator", waiting_since: null, operator: { id: "me", name: "Paula" } });
const nothing = () => undefined;

describe("newsOf", () => {
  it("calls when a conversation begins to wait, and only then", () => {
    const told = { conversations: [conversation({})], messages: [] };
    expect(newsOf(told, nothing, "me", NOW)).toMatchObject([{ kind: "waiting", name: "Mariana", text: "Oi" }]);
    expect(newsOf(told, () => conversation({}), "me", NOW)).toEqual([]);
    expect(newsOf(told, () => mine, "me", NOW)).toHaveLength(1);
  });

  it("calls for what a contact writes to this person, not to others and not for what was heard late", () => {
    expect(newsOf({ conversations: [mine], messages: [message({})] }, nothing, "me", NOW)).toMatchObject([{ kind: "message", text: "Alô?" }]);
    expect(newsOf({ conversations: [], messages: [message({})] }, () => mine, "me", NOW)).toHaveLength(1);
    expect(newsOf({ conversations: [mine], messages: [message({})] }, nothing, "somebody", NOW)).toEqual([]);
    expect(newsOf({ conversations: [mine], messages: [message({ author: "operator" })] }, nothing, "me", NOW)).toEqual([]);
    expect(newsOf({ conversations: [mine], messages: [message({})] }, nothing, "me", NOW + 10 * 60_000)).toEqual([]);
  });
});
