import type { QueryClient } from "@tanstack/react-query";
import { useMemo, useSyncExternalStore } from "react";
import { api, unwrap } from "@/api/client";
import { ApiError, isPassing } from "@/api/errors";
import { keys } from "@/api/keys";
import type { paths } from "@/api/schema";
import type { Message } from "@/api/types";
import { upsertMessages } from "@/realtime/cache";
import { privateStorage } from "@/shared/private-storage";

/** What a message can hold besides words and a file. */
export type Extra = Pick<paths["/api/v1/conversations/{conversation_id}/messages"]["post"]["requestBody"]["content"]["application/json"], "location" | "contacts" | "options" | "link">;

export type UploadedFile = { id: string; mime_type: string; filename: string | null; size: number };

/** Something written here that the server has not confirmed yet. Repeating it is harmless: the server knows `client_id`. */
export type Pending = {
  client_id: string;
  conversation_id: string;
  kind: "reply" | "note";
  text: string | null;
  quote: Message["reply_to"];
  file: UploadedFile | null;
  extra?: Extra;
  /** The colleagues a note calls, by their ids. */
  mentions?: string[];
  at: string;
  /** The error's code once it failed; null while it is on its way. */
  failed: string | null;
};

const KEY = "outbox";
const listeners = new Set<() => void>();
const draining = new Set<string>();
let entries: readonly Pending[] | null = null;

/** After a reload nobody knows what became of what was on its way: the person decides to try again. */
function restore(): readonly Pending[] {
  const stored = (privateStorage.read(KEY) ?? []) as Pending[];
  return stored.map((entry) => ({ ...entry, failed: entry.failed ?? "unreachable" }));
}

function all(): readonly Pending[] {
  entries ??= restore();
  return entries;
}

function change(next: readonly Pending[]): void {
  entries = next;
  privateStorage.write(KEY, next);
  listeners.forEach((tell) => tell());
}

function patch(clientId: string, failed: string | null): void {
  change(all().map((entry) => (entry.client_id === clientId ? { ...entry, failed } : entry)));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useOutbox(conversationId: string): readonly Pending[] {
  const every = useSyncExternalStore(subscribe, all);
  return useMemo(() => every.filter((entry) => entry.conversation_id === conversationId), [every, conversationId]);
}

function post({ conversation_id, client_id, kind, text, quote, file, extra, mentions = [] }: Pending): Promise<Message> {
  const params = { path: { conversation_id } };
  if (kind === "note") {
    const body = { client_id, text: text ?? "", mentions };
    return unwrap(api.POST("/api/v1/conversations/{conversation_id}/notes", { params, body }));
  }
  const body = { client_id, text, reply_to_id: quote?.id ?? null, attachment_id: file?.id ?? null, ...extra };
  return unwrap(api.POST("/api/v1/conversations/{conversation_id}/messages", { params, body }));
}

/** Sends what waits for one conversation, one after the other, so that the order written is the order sent. */
async function drain(client: QueryClient, conversationId: string): Promise<void> {
  if (draining.has(conversationId)) return;
  draining.add(conversationId);
  const next = () => all().find((entry) => entry.conversation_id === conversationId && entry.failed === null);
  for (let entry = next(); entry; entry = next()) {
    try {
      const message = await post(entry);
      upsertMessages(client, [message]);
      discard(entry.client_id);
      void client.invalidateQueries({ queryKey: keys.conversation(conversationId) });
    } catch (error) {
      patch(entry.client_id, error instanceof ApiError ? error.code : "unknown");
      if (isPassing(error)) failRest(conversationId);
    }
  }
  draining.delete(conversationId);
}

/** When the server cannot be reached, what waits behind would only fail the same way, or overtake. */
function failRest(conversationId: string): void {
  change(
    all().map((entry) =>
      entry.conversation_id === conversationId && entry.failed === null ? { ...entry, failed: "unreachable" } : entry,
    ),
  );
}

export function enqueue(client: QueryClient, entry: Omit<Pending, "client_id" | "at" | "failed">): void {
  change([...all(), { ...entry, client_id: crypto.randomUUID(), at: new Date().toISOString(), failed: null }]);
  void drain(client, entry.conversation_id);
}

export function retry(client: QueryClient, entry: Pending): void {
  patch(entry.client_id, null);
  void drain(client, entry.conversation_id);
}

export function discard(clientId: string): void {
  change(all().filter((entry) => entry.client_id !== clientId));
}
