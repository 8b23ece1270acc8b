import type { Message } from "@/api/types";
import type { Pending } from "../outbox";

/**
 * One line of the thread as it is drawn. `first` opens a group of the same author. `day` is the instant whose date
 * stands above it; it is no line of its own, because the reader's place is kept by the message they are at.
 */
export type Row = { key: string; day: string | null } & (
  | { kind: "event"; message: Message }
  | { kind: "message"; message: Message; first: boolean }
  | { kind: "pending"; pending: Pending; first: boolean }
);

const APART = 5 * 60_000;

type Speaker = { author: string; at: number };

function speakerOf(message: Message): Speaker {
  const note = message.type === "note" ? "note" : "";
  return { author: `${message.author}${message.author_name ?? ""}${note}`, at: Date.parse(message.sent_at) };
}

function opensGroup(previous: Speaker | null, next: Speaker): boolean {
  return !previous || previous.author !== next.author || next.at - previous.at > APART;
}

/** Messages with their dates and groups, then what is still on its way. Keys survive the server's confirmation. */
export function buildRows(messages: readonly Message[], outbox: readonly Pending[]): Row[] {
  const newDay = dayTeller();
  const rows: Row[] = [];
  let speaker: Speaker | null = null;
  for (const message of messages) {
    const key = message.client_id ?? message.id;
    const day = newDay(message.sent_at);
    if (message.type === "event") {
      rows.push({ kind: "event", key, day, message });
      speaker = null;
      continue;
    }
    const next = speakerOf(message);
    rows.push({ kind: "message", key, day, message, first: day !== null || opensGroup(speaker, next) });
    speaker = next;
  }
  const confirmed = new Set(messages.map((message) => message.client_id));
  let kind = "";
  for (const pending of outbox) {
    if (confirmed.has(pending.client_id)) continue;
    rows.push({ kind: "pending", key: pending.client_id, day: newDay(pending.at), pending, first: kind !== pending.kind });
    kind = pending.kind;
  }
  return rows;
}

/** Gives back the instant when it lies on another day than the one before it, else null. */
function dayTeller(): (at: string) => string | null {
  let day = "";
  return (at) => {
    const next = new Date(at).toDateString();
    if (next === day) return null;
    day = next;
    return at;
  };
}
