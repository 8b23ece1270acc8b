/** Keeps the visitor up to date: one WebSocket while it works, polling while it does not. */

import type { Api, Update } from "./api";

const PING = 25_000;
const POLL = 4_000;
const SLOWEST = 30_000;

export interface Link {
  start(): void;
  /** Asks at once, besides whatever else is going on. */
  refresh(): Promise<void>;
}

export function linkTo(
  api: Api,
  since: () => number,
  onUpdate: (update: Update) => void,
  onOnline: (online: boolean) => void,
): Link {
  let socket: WebSocket | undefined;
  let timers: ReturnType<typeof setTimeout>[] = [];
  let failures = 0;
  let running = false;

  const later = (ms: number, what: () => void) => timers.push(setTimeout(what, ms));

  function drop(): void {
    timers.forEach(clearTimeout);
    timers = [];
    const old = socket;
    socket = undefined;
    old?.close();
  }

  function connect(): void {
    drop();
    const fresh = new WebSocket(`${api.base.replace(/^http/, "ws")}/live`);
    const ping = () => {
      fresh.send('{"type":"ping"}');
      later(PING, ping);
    };
    socket = fresh;
    fresh.onopen = () => {
      fresh.send(JSON.stringify({ type: "hello", token: api.token, since: since() }));
      later(PING, ping);
    };
    fresh.onmessage = ({ data }) => {
      failures = 0;
      const update = JSON.parse(data as string) as Update & { type: string };
      if (update.type === "update") {
        onOnline(true);
        onUpdate(update);
      }
    };
    fresh.onclose = () => socket === fresh && again();
  }

  /** Waits longer after each failure (with some chance, so that not all come back at once), polling meanwhile. */
  function again(): void {
    drop();
    later(Math.min(SLOWEST, 1_000 * 2 ** failures++) * (0.7 + Math.random() * 0.6), connect);
    poll();
  }

  function poll(): void {
    void refresh();
    later(POLL, poll);
  }

  async function refresh(): Promise<void> {
    try {
      onUpdate(await api.updates(since()));
      onOnline(true);
    } catch (problem) {
      // A refusal is an answer: the line is there.
      if (problem instanceof TypeError) onOnline(false);
    }
  }

  addEventListener("online", () => running && connect());

  return {
    refresh,
    start() {
      if (running) return;
      running = true;
      connect();
    },
  };
}
