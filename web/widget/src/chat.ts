/** The state of one visitor's conversation and what moves it; knows nothing of the screen. */

import { apiAt, type Api, type Config, type Message, type Option, type Outgoing, Refusal, type Thumb, type Update } from "./api";
import { linkTo } from "./link";
import { recall, remember } from "./memory";

const RECENT = 3_600_000;
const AGAIN = 3_000;
/** By then the live line has shown a message that was taken; if not, it is asked for. */
const SHOWN = 800;

/** What the screen shows besides the thread. */
interface State {
  draft: Update["draft"];
  typing: boolean;
  waiting: boolean;
  online: boolean;
  /** The server asked for a pause. */
  slowed: boolean;
}

export interface Chat {
  api: Api;
  state: State;
  config: Config;
  /** Ids of own messages that were refused. */
  failed: ReadonlySet<string>;
  /** Ids of own messages the server has stored and not yet shown in the thread. */
  taken: ReadonlySet<string>;
  /** Own messages not yet in the thread, in the order in which they were written. */
  queue(): readonly Outgoing[];
  /** Oldest first. */
  thread(): Message[];
  unread(): number;
  /** Starts or resumes the visitor's session and stays connected. */
  open(): Promise<void>;
  say(text: string, option?: Option, file?: string): void;
  retry(id: string): void;
  thumb(message: string): Thumb | undefined;
  rate(message: string, thumb: Thumb): void;
  /** The visitor has all messages on the screen. */
  look(): void;
}

/** Learns the channel's looks, and what was said while this visitor was away. */
export async function chatOf(base: string, channel: string, onChange: () => void): Promise<Chat> {
  const api = apiAt(`${base}/api/v1/webchat/${channel}`);
  const key = `prosa:${channel}`;
  const memory = recall(key);
  const messages = new Map<string, Message>();
  const failed = new Set<string>();
  const taken = new Set<string>();
  const state: State = { draft: null, typing: false, waiting: false, online: true, slowed: false };
  const config = await api.config();
  let cursor = 0;
  let opening: Promise<void> | undefined;
  let sending = false;

  const save = () => remember(key, memory);
  const thread = () => [...messages.values()].sort((a, b) => a.seq - b.seq);
  const link = linkTo(api, () => cursor, merge, (online) => change({ online }));

  function change(news: Partial<State>): void {
    Object.assign(state, news);
    onChange();
  }

  function merge({ items, cursor: reached, typing, waiting, draft }: Update): void {
    for (const message of items) {
      messages.set(message.id, message);
      memory.queue = memory.queue.filter(({ id }) => id !== message.client_id);
    }
    cursor = Math.max(cursor, reached);
    save();
    change({ typing, waiting, draft });
  }

  function open(): Promise<void> {
    return (opening ??= begin().catch((problem: unknown) => {
      opening = undefined;
      change({ online: problem instanceof Refusal });
      setTimeout(() => void open(), AGAIN);
    }));
  }

  async function begin(): Promise<void> {
    const { token } = await api.session();
    api.token = memory.token = token;
    save();
    change({ online: true });
    link.start();
    void flush();
  }

  /** Sends what waits, one at a time and in order; what is refused for good is left for the visitor to decide. */
  async function flush(): Promise<void> {
    if (sending || !api.token) return;
    sending = true;
    let next: Outgoing | undefined;
    while ((next = memory.queue.find(({ id }) => !failed.has(id) && !taken.has(id)))) {
      const pause = await deliver(next);
      if (pause) await new Promise((go) => setTimeout(go, pause));
    }
    sending = false;
  }

  /** Milliseconds to wait before the next try. */
  async function deliver(said: Outgoing): Promise<number> {
    try {
      await api.say(said);
      taken.add(said.id);
      change({ slowed: false, online: true });
      setTimeout(() => memory.queue.includes(said) && void link.refresh(), SHOWN);
      return 0;
    } catch (problem) {
      return problem instanceof Refusal ? refused(said, problem) : (change({ online: false }), AGAIN);
    }
  }

  function refused(said: Outgoing, { status, retryAfter }: Refusal): number {
    if (status === 401) {
      opening = undefined;
      void open();
      return AGAIN;
    }
    if (status === 429 || status >= 500) {
      change({ slowed: status === 429 });
      return retryAfter * 1_000;
    }
    failed.add(said.id);
    onChange();
    return 0;
  }

  api.token = memory.token;
  if (api.token) {
    await link.refresh();
    const last = thread().at(-1);
    if (memory.queue.length || (last && Date.now() - Date.parse(last.at) < RECENT)) void open();
  }

  return {
    api,
    state,
    config,
    failed,
    taken,
    thread,
    open,
    queue: () => memory.queue,
    unread: () => thread().filter(({ mine, seq }) => !mine && seq > memory.seen).length,
    say(text, option, file) {
      const id = crypto.getRandomValues(new Uint32Array(4)).join("-");
      memory.queue.push({ id, text, option: option?.id, file, at: new Date().toISOString() });
      save();
      onChange();
      void flush();
    },
    retry(id) {
      failed.delete(id);
      onChange();
      void flush();
    },
    thumb: (message) => memory.thumbs[message],
    rate(message, thumb) {
      memory.thumbs[message] = thumb;
      save();
      api.rate(message, thumb).catch(() => undefined);
    },
    look() {
      const last = thread().findLast(({ mine }) => !mine)?.seq ?? 0;
      if (last <= memory.seen) return;
      memory.seen = last;
      save();
      api.seen(last).catch(() => undefined);
    },
  };
}
