import type { ChannelLine } from "@/api/types";

/** From the gravest on. What only concerns the rules of a channel stands with the channel, not over every page. */
const LOUD = ["stopped", "logged_out", "session_failed", "pairing", "silent", "resting", "failing_over", "queue_waiting", "quality_low"] as const;
/** With these messages are lost or wait until somebody acts: they cannot be waved away. */
const GRAVE = new Set<string>(["stopped", "logged_out", "session_failed", "pairing"]);

export type Alarm = { key: string; code: (typeof LOUD)[number]; name: string; grave: boolean };

type Line = Pick<ChannelLine, "id" | "name" | "enabled" | "notices">;

/** What somebody should act on, the gravest first. */
export function alarmsOf(channels: readonly Line[]): Alarm[] {
  const told = channels.filter((channel) => channel.enabled);
  return LOUD.flatMap((code) =>
    told.flatMap(({ id, name, notices }) =>
      notices.filter((notice) => notice.code === code).map(({ since }) => ({ key: `${id}.${code}.${since}`, code, name, grave: GRAVE.has(code) })),
    ),
  );
}

const KEY = "prosa.dismissed";

/** Waved away in this tab; the same trouble on another day is another key. */
export function dismissed(key: string): boolean {
  return (sessionStorage.getItem(KEY) ?? "").split("\n").includes(key);
}

export function dismiss(key: string): void {
  sessionStorage.setItem(KEY, `${sessionStorage.getItem(KEY) ?? ""}\n${key}`);
}
