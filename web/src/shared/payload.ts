/** Readers for what channels put in a message's payload: nothing in it is certain. */
type Unknown = Record<string, unknown>;

export function text(value: unknown): string | null {
  return typeof value === "string" && value.trim() ? value : null;
}

export function number(value: unknown): number | null {
  const found = typeof value === "string" ? Number(value) : value;
  return typeof found === "number" && Number.isFinite(found) ? found : null;
}

export function records(value: unknown): Unknown[] {
  if (!Array.isArray(value)) return [];
  return value.filter((item): item is Unknown => typeof item === "object" && item !== null);
}

export function record(value: unknown): Unknown | null {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Unknown) : null;
}
