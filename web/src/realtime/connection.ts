import type { Changes, Frame } from "./frames";
import { noteGlance } from "./glances";

export type LiveStatus = "connecting" | "on" | "off";

type Callbacks = {
  onStatus: (status: LiveStatus) => void;
  onChanges: (changes: Changes) => void;
  /** What is on screen may miss something: fetch it again. */
  onResync: () => void;
  /** A connection ended before it was greeted: the server may be away, or no longer know this browser. */
  onRefused: () => void;
};

const PING_EVERY = 25_000;
const ANSWER_WITHIN = 10_000;
const FIRST_WAIT = 400;
const LONGEST_WAIT = 15_000;
/** A short drop is not worth a banner. */
const PATIENCE = 3_000;

/** Milliseconds before the next attempt: doubles up to a bound, with jitter so that tabs do not return as one. */
export function waitBefore(attempt: number, random = Math.random()): number {
  return Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt) * (0.5 + random / 2);
}

function address(): string {
  return `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/api/v1/live`;
}

/** `say` tells the server something that is true now; while there is no connection it is not worth telling. */
export type Live = { close: () => void; say: (message: object) => void };

/** Keeps one WebSocket open until it is closed. Resumes from the last cursor it saw. */
export function openLive({ onStatus, onChanges, onResync, onRefused }: Callbacks): Live {
  let socket: WebSocket | undefined;
  let cursor: string | null = null;
  let welcome = false;
  let attempt = 0;
  let closed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let patience: ReturnType<typeof setTimeout> | undefined;
  let ping: ReturnType<typeof setTimeout> | undefined;
  let silence: ReturnType<typeof setTimeout> | undefined;

  function say(message: object): void {
    socket?.send(JSON.stringify(message));
  }

  function heard(): void {
    clearTimeout(silence);
    clearTimeout(ping);
    ping = setTimeout(() => {
      say({ type: "ping" });
      silence = setTimeout(() => lost(), ANSWER_WITHIN);
    }, PING_EVERY);
  }

  function greeted(frame: { type: "hello" | "resync"; cursor: string }): void {
    // Without a cursor of ours, what was fetched before this moment may already be old.
    const mayMiss = !cursor || frame.type === "resync";
    cursor = frame.cursor;
    welcome = true;
    attempt = 0;
    clearTimeout(patience);
    patience = undefined;
    onStatus("on");
    if (mayMiss) onResync();
  }

  function receive(frame: Frame): void {
    heard();
    if (frame.type === "hello" || frame.type === "resync") greeted(frame);
    if (frame.type === "viewing") noteGlance(frame);
    if (frame.type === "changes") {
      cursor = frame.cursor;
      onChanges(frame);
    }
  }

  function drop(): void {
    clearTimeout(ping);
    clearTimeout(silence);
    clearTimeout(retry);
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.close();
    socket = undefined;
  }

  function lost(): void {
    drop();
    if (closed) return;
    patience ??= setTimeout(() => onStatus("off"), PATIENCE);
    retry = setTimeout(connect, waitBefore(attempt));
    attempt += 1;
  }

  function connect(): void {
    drop();
    welcome = false;
    socket = new WebSocket(address());
    // A handshake that nobody answers would otherwise hang for minutes.
    silence = setTimeout(() => lost(), ANSWER_WITHIN);
    socket.onopen = () => say({ type: "hello", since: cursor || null });
    socket.onmessage = (event) => receive(JSON.parse(String(event.data)) as Frame);
    socket.onclose = () => {
      if (!welcome) onRefused();
      lost();
    };
  }

  function comeBack(): void {
    if (document.visibilityState === "hidden" || socket?.readyState === WebSocket.OPEN) return;
    attempt = 0;
    connect();
  }

  onStatus("connecting");
  patience = setTimeout(() => onStatus("off"), PATIENCE);
  connect();
  addEventListener("online", comeBack);
  document.addEventListener("visibilitychange", comeBack);
  const close = () => {
    closed = true;
    clearTimeout(patience);
    removeEventListener("online", comeBack);
    document.removeEventListener("visibilitychange", comeBack);
    drop();
  };
  return { close, say: (message) => welcome && socket?.readyState === WebSocket.OPEN && say(message) };
}
