import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
let selected: ReadonlySet<string> = new Set();

function change(next: ReadonlySet<string>): void {
  selected = next;
  listeners.forEach((tell) => tell());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The conversations of the list that are ticked, to do one thing to all of them. */
export const useSelection = () => useSyncExternalStore(subscribe, () => selected);

export function toggleSelected(id: string): void {
  const next = new Set(selected);
  if (!next.delete(id)) next.add(id);
  change(next);
}

export function select(ids: Iterable<string>): void {
  change(new Set(ids));
}
