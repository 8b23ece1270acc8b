import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { api } from "@/api/client";
import { applyChanges, askAgainForOvertaken, refetchAll } from "./cache";
import { openLive, type LiveStatus } from "./connection";

const listeners = new Set<() => void>();
let status: LiveStatus = "connecting";

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
  useEffect(
    () =>
      openLive({
        onStatus: setStatus,
        onChanges: (changes) => applyChanges(client, changes),
        onResync: () => refetchAll(client),
        // A browser is not told why a WebSocket was refused; a plain request is, and a 401 ends the session.
        onRefused: () => void api.GET("/api/v1/conversations/counts").catch(() => undefined),
      }),
    [client],
  );
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(subscribe, () => status);
}
