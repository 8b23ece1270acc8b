import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Gap = Schemas["Gap"];
export type Source = Schemas["Source"];
export type SourceDetail = Schemas["SourceDetail"];
export type SourceItem = Schemas["SourceItem"];
export type KnowledgeWarning = Schemas["KnowledgeWarning"];
export type ThesaurusLine = Schemas["ThesaurusLine"];

export const gapsQuery = queryOptions({
  queryKey: ["gaps"],
  queryFn: () => unwrap(api.GET("/api/v1/knowledge/gaps")),
});

/** They change with the articles, so they are asked for anew when the page opens. */
export const warningsQuery = queryOptions({
  queryKey: ["articles", "warnings"],
  queryFn: () => unwrap(api.GET("/api/v1/knowledge/warnings")),
});

export const thesaurusQuery = queryOptions({
  queryKey: ["thesaurus"],
  queryFn: () => unwrap(api.GET("/api/v1/knowledge/thesaurus")),
});

export const sourcesQuery = queryOptions({
  queryKey: ["sources"],
  queryFn: () => unwrap(api.GET("/api/v1/knowledge/sources")),
});

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: ["sources", id],
    queryFn: () => unwrap(api.GET("/api/v1/knowledge/sources/{source_id}", { params: { path: { source_id: id } } })),
  });
