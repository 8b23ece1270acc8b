import type { components } from "@/api/schema";
import type { Trace } from "@/api/types";
import { number, record, records, text } from "@/shared/payload";
import { kinds } from "./correctable";

export type Named = components["schemas"]["Named"];

/** What the local model had found in the message, of the kinds that can be taught. */
export function readEntities(trace: Trace): Named[] {
  return records(record(trace.understanding.reading)?.entities).flatMap((entity) => {
    const type = kinds.find((kind) => kind === entity.type);
    const part = text(entity.text);
    const value = typeof entity.value === "number" ? number(entity.value) : text(entity.value);
    return type && part && value !== null ? [{ type, text: part, value }] : [];
  });
}
