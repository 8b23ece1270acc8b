/** What the server refused, or status 0 when it could not be reached. `code` is the key of the text to show. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly params: Record<string, unknown> = {},
  ) {
    super(code);
    this.name = "ApiError";
  }
}

type Envelope = { error: { code: string; params?: Record<string, unknown> } };

function isEnvelope(body: unknown): body is Envelope {
  if (typeof body !== "object" || body === null || !("error" in body)) return false;
  const { error } = body;
  return typeof error === "object" && error !== null && "code" in error && typeof error.code === "string";
}

/** Reads the server's error envelope; anything else becomes a plain code by its status. */
export function problemOf(status: number, body: unknown): ApiError {
  if (isEnvelope(body)) return new ApiError(status, body.error.code, body.error.params ?? {});
  if (status === 404) return new ApiError(status, "not_found");
  return new ApiError(status, status >= 500 ? "unavailable" : "invalid");
}

/** True when trying the same again may help. */
export function isPassing(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 500);
}
