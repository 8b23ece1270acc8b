import type { Message } from "@/api/types";
import type { Pending } from "../outbox";

/** One line of the thread as it is drawn. `first`: opens a group of the same author. */
export type Row =
  | { kind: "day"; key: string; at: string }
  | { kind: "event"; key: string; message: Message }
  | { kind: "message"; key: string; message: Message; first: boolean }
  | { kind: "pending"; key: string; pending: Pending; first: boolean };

const APART = 5 * 60_000;

type Speaker = { author: string; at: number };

function dayOf(iso: string): string {
  return new Date(iso).toDateString();
}

function speakerOf(message: Message): Speaker {
  const note = message.type === "note" ? "note" : "";
  return { author: `${message.author}${message.author_name ?? ""}${note}`, at: Date.parse(message.sent_at) };
}

function opensGroup(previous: Speaker | null, next: Speaker): boolean {
  return !previous || previous.author !== next.author || next.at - previous.at > APART;
}

/** Messages with their date lines and groups, then what is still on its way. Keys survive the server's confirmation. */
export function buildRows(messages: readonly Message[], outbox: readonly Pending[]): Row[] {
  const rows: Row[] = [];
  let day = "";
  let speaker: Speaker | null = null;
  const turnPage = (at: string) => {
    if (dayOf(at) === day) return;
    day = dayOf(at);
    speaker = null;
    rows.push({ kind: "day", key: `day ${day}`, at });
  };
  for (const message of messages) {
    const key = message.client_id ?? message.id;
    turnPage(message.sent_at);
    if (message.type === "event") {
      rows.push({ kind: "event", key, message });
      speaker = null;
      continue;
    }
    const next = speakerOf(message);
    rows.push({ kind: "message", key, message, first: opensGroup(speaker, next) });
    speaker = next;
  }
  const confirmed = new Set(messages.map((message) => message.client_id));
  let kind = "";
  for (const pending of outbox) {
    if (confirmed.has(pending.client_id)) continue;
    turnPage(pending.at);
    rows.push({ kind: "pending", key: pending.client_id, pending, first: kind !== pending.kind });
    kind = pending.kind;
  }
  return rows;
}
