import { ApiError } from "@/api/errors";

type Problem = { path: string; message: string };

/** What the server found wrong, by the first word of the field's path; empty when it was something else. */
export function fieldErrors(error: unknown): Record<string, string> {
  const found = error instanceof ApiError ? error.params.fields : undefined;
  if (!Array.isArray(found)) return {};
  return Object.fromEntries(found.map(({ path, message }: Problem) => [path.replace(/^settings\./, "").split(".")[0]!, message]));
}
