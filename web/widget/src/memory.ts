/** What this browser remembers of one channel; a browser that forbids it just forgets on reload. */

import type { Outgoing, Thumb } from "./api";

export interface Memory {
  token: string;
  /** Messages not yet in the thread, in the order in which they were written. */
  queue: Outgoing[];
  /** Number of the last message that was on the screen. */
  seen: number;
  /** The visitor's thumbs by message. */
  thumbs: Record<string, Thumb>;
}

export function recall(key: string): Memory {
  const empty: Memory = { token: "", queue: [], seen: 0, thumbs: {} };
  try {
    return { ...empty, ...(JSON.parse(localStorage.getItem(key) ?? "{}") as Partial<Memory>) };
  } catch {
    return empty;
  }
}

export function remember(key: string, memory: Memory): void {
  try {
    localStorage.setItem(key, JSON.stringify(memory));
  } catch {
    // Full or forbidden: the conversation itself is on the server.
  }
}
