import { api, unwrap } from "@/api/client";
import type { SourceDetail } from "../queries";

/** One of the three. `pages`: of a site at most. */
export type Given = { file: File } | { url: string; pages: number } | { text: string; name: string };

function form(given: Given): FormData {
  const data = new FormData();
  if ("file" in given) data.append("file", given.file);
  else if ("url" in given) {
    data.append("url", given.url);
    data.append("pages", String(given.pages));
  } else {
    data.append("text", given.text);
    if (given.name) data.append("name", given.name);
  }
  return data;
}

export function addSource(given: Given): Promise<SourceDetail> {
  const data = form(given);
  return unwrap(api.POST("/api/v1/knowledge/sources", { body: {}, bodySerializer: () => data }));
}

/** Reads it once more; a newer file takes the place of the one there was. */
export function readAgain(id: string, file: File | null) {
  const data = new FormData();
  if (file) data.append("file", file);
  return unwrap(api.POST("/api/v1/knowledge/sources/{source_id}/again", { params: { path: { source_id: id } }, body: {}, bodySerializer: () => data }));
}
