import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useSyncExternalStore } from "react";
import { applyChanges, refetchAll } from "./cache";
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
export function useLiveConnection(onSignedOut: () => void): void {
  const client = useQueryClient();
  useEffect(
    () =>
      openLive({
        onStatus: setStatus,
        onChanges: (changes) => applyChanges(client, changes),
        onResync: () => refetchAll(client),
        onSignedOut,
      }),
    [client, onSignedOut],
  );
}

export function useLiveStatus(): LiveStatus {
  return useSyncExternalStore(subscribe, () => status);
}
