import { useSyncExternalStore } from "react";

/** A colleague who has a conversation open, or types in it. */
export type Glance = { user_id: string; name: string; typing: boolean };

type Seen = Glance & { conversation_id: string };

/** Milliseconds. A glance is repeated while it lasts: without a word for so long it is over. */
const LASTS = 5_000;

const listeners = new Set<() => void>();
const timers = new Map<string, ReturnType<typeof setTimeout>>();
let glances: ReadonlyMap<string, readonly Glance[]> = new Map();

function put(conversationId: string, next: readonly Glance[]): void {
  const all = new Map(glances);
  if (next.length > 0) all.set(conversationId, next);
  else all.delete(conversationId);
  glances = all;
  listeners.forEach((tell) => tell());
}

function others(conversationId: string, userId: string): Glance[] {
  return (glances.get(conversationId) ?? []).filter((glance) => glance.user_id !== userId);
}

/** Somebody looks or types; forgotten when it is not said again. */
export function noteGlance({ conversation_id, user_id, name, typing }: Seen): void {
  const known = glances.get(conversation_id)?.find((glance) => glance.user_id === user_id);
  // Looking is said all the while, also between two words: typing ends by itself.
  const key = `${conversation_id}.${user_id}${typing ? ".typing" : ""}`;
  const stillTyping = timers.has(`${conversation_id}.${user_id}.typing`);
  clearTimeout(timers.get(key));
  timers.set(key, setTimeout(() => end(key, conversation_id, user_id, typing), LASTS));
  const next = { user_id, name, typing: typing || stillTyping };
  if (known?.typing !== next.typing) put(conversation_id, [...others(conversation_id, user_id), next]);
}

function end(key: string, conversationId: string, userId: string, typing: boolean): void {
  timers.delete(key);
  const known = glances.get(conversationId)?.find((glance) => glance.user_id === userId);
  const looks = timers.has(`${conversationId}.${userId}`);
  const types = timers.has(`${conversationId}.${userId}.typing`);
  if (!known || (!typing && types)) return;
  put(conversationId, looks ? [...others(conversationId, userId), { ...known, typing: false }] : others(conversationId, userId));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

const nobody: readonly Glance[] = [];

/** Who of the others looks at a conversation or types in it now. */
export function glancesAt(conversationId: string): readonly Glance[] {
  return glances.get(conversationId) ?? nobody;
}

/** As `glancesAt`, kept true. */
export function useGlances(conversationId: string): readonly Glance[] {
  return useSyncExternalStore(subscribe, () => glancesAt(conversationId));
}
