import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { api } from "@/api/client";
import { applyChanges, askAgainForOvertaken, refetchAll } from "./cache";
import { type Live, openLive, type LiveStatus } from "./connection";
import type { Changes } from "./frames";

const listeners = new Set<() => void>();
const readers = new Set<(changes: Changes) => void>();
let status: LiveStatus = "connecting";
let open: Live | null = null;

function setStatus(next: LiveStatus): void {
  status = next;
  listeners.forEach((tell) => tell());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Opens the tab's live channel while the caller is on screen. Called once, by the shell. */
export function useLiveConnection(): void {
  const client = useQueryClient();
  useEffect(() => askAgainForOvertaken(client), [client]);
  useEffect(() => {
    open = openLive({
      onStatus: setStatus,
      onChanges: (changes) => {
        readers.forEach((read) => read(changes));
        applyChanges(client, changes);
      },
      onResync: () => refetchAll(client),
      // A browser is not told why a WebSocket was refused; a plain request is, and a 401 ends the session.
      onRefused: () => void api.GET("/api/v1/conversations/counts").catch(() => undefined),
    });
    return open.close;
  }, [client]);
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(subscribe, () => status);
}

/** Reads what the server tells, before the caches know it: what they hold is how things were. */
export function useChanges(read: (changes: Changes) => void): void {
  const handle = useEffectEvent(read);
  useEffect(() => {
    const reader = (changes: Changes) => handle(changes);
    readers.add(reader);
    return () => void readers.delete(reader);
  }, []);
}

/** Tells colleagues that this person looks at a conversation, or types in it; true for a few seconds. */
export function tellGlance(type: "viewing" | "typing", conversationId: string): void {
  open?.say({ type, conversation_id: conversationId });
}
