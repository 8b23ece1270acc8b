/** The public endpoints of one web chat channel. */

export interface Config {
  title: string;
  greeting: string;
  colour: string;
  text_limit: number;
  attachments: boolean;
  attachment_mb: number;
}

export interface Option {
  id: string;
  title: string;
  description: string | null;
}

export interface Attachment {
  id: string;
  mime_type: string;
  filename: string | null;
}

/** A message as the visitor sees it. `client_id` is the id this browser gave its own. */
export interface Message {
  id: string;
  seq: number;
  mine: boolean;
  author: string;
  author_name: string | null;
  text: string | null;
  options: Option[];
  attachment: Attachment | null;
  at: string;
  client_id: string | null;
}

export type Thumb = "👍" | "👎";

/** What changed since a cursor: to be merged by id, so getting it twice is harmless. */
export interface Update {
  items: Message[];
  cursor: number;
  typing: boolean;
  waiting: boolean;
  /** What the agent is writing; the message that comes of it has the same id. */
  draft: { id: string; text: string } | null;
}

/** A message on its way out, kept in the browser until the thread shows it. */
export interface Outgoing {
  id: string;
  text: string;
  option?: string;
  file?: string;
  at: string;
}

/** An answer of the server that says no. `retryAfter` in seconds. */
export class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly retryAfter: number,
  ) {
    super(`${status}`);
  }
}

export interface Api {
  /** Where the channel's endpoints are. */
  base: string;
  /** Proof of who this visitor is; empty before the first session. */
  token: string;
  config(): Promise<Config>;
  session(): Promise<{ token: string }>;
  updates(since: number): Promise<Update>;
  /** The server has it; it shows up among the updates. */
  say(said: Outgoing): Promise<unknown>;
  seen(upTo: number): Promise<unknown>;
  /** A thumb on a message of the agent. */
  rate(message: string, thumb: Thumb): Promise<unknown>;
  upload(file: File): Promise<{ id: string }>;
  /** Address of the file within this page. */
  download(id: string): Promise<string>;
}

export function apiAt(base: string): Api {
  const api: Api = {
    base,
    token: "",
    config: () => json("/config"),
    session: () => json("/session", {}),
    updates: (since) => json(`/messages?since=${since}`),
    say: ({ id, text, option, file }) =>
      request("/messages", { id, text, option, file, page: location.href.slice(0, 500) }),
    seen: (upTo) => request("/seen", { up_to: upTo }),
    rate: (message_id, thumb) => request("/rating", { message_id, thumb }),
    upload: (file) => {
      const form = new FormData();
      form.append("file", file);
      // Apart from the other endpoints: only there bodies may be large.
      return json(base.replace(/[^/]+$/, "files/$&"), form);
    },
    download: async (id) => URL.createObjectURL(await (await request(`/files/${id}`)).blob()),
  };

  const json = async <T>(path: string, body?: object): Promise<T> => (await (await request(path, body)).json()) as T;

  /** GET without a body, POST with one; `path` under the channel, or a whole address. */
  async function request(path: string, body?: object): Promise<Response> {
    const headers: Record<string, string> = {};
    if (api.token) headers.Authorization = `Bearer ${api.token}`;
    const form = body instanceof FormData;
    if (body && !form) headers["Content-Type"] = "application/json";
    const answer = await fetch(path[0] === "/" ? base + path : path, {
      method: body ? "POST" : "GET",
      headers,
      body: form ? body : body && JSON.stringify(body),
      credentials: "omit",
    });
    if (!answer.ok) throw new Refusal(answer.status, Number(answer.headers.get("retry-after")) || 5);
    return answer;
  }

  return api;
}
