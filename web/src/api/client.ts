import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, problemOf } from "./errors";
import type { paths } from "./schema";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);
let csrfToken = "";
const signedOutListeners = new Set<() => void>();

/** The token of the session that is open; every write carries it. */
export function adoptSession(session: { csrf_token: string }): void {
  csrfToken = session.csrf_token;
}

/** Calls back when the server no longer knows this browser. Returns the way to stop. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

const edge: Middleware = {
  onRequest({ request }) {
    if (!SAFE.has(request.method)) request.headers.set("X-CSRF-Token", csrfToken);
    return request;
  },
  onResponse({ response, schemaPath }) {
    if (response.status === 401 && schemaPath !== "/api/v1/session") signedOutListeners.forEach((tell) => tell());
  },
};

export const api = createClient<paths>({ baseUrl: "/" });
api.use(edge);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of a successful answer. Throws `ApiError` for every other end, also when the network failed. */
export async function unwrap<T>(request: Promise<Answer<T>>): Promise<T> {
  const answer = await request.catch(() => {
    throw new ApiError(0, "unreachable");
  });
  if (answer.error !== undefined || !answer.response.ok) throw problemOf(answer.response.status, answer.error);
  return answer.data as T;
}

/** The headers a hand-made request needs, such as an upload that reports progress. */
export function writeHeaders(): Record<string, string> {
  return { "X-CSRF-Token": csrfToken };
}
