import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import type { components } from "./schema";

export type Article = components["schemas"]["Article"];
export type ArticleItem = components["schemas"]["ArticleItem"];
export type ArticleKind = components["schemas"]["ArticleKind"];

export const articleKinds = ["faq", "procedure", "policy", "contact"] as const satisfies readonly ArticleKind[];

export type ArticleFilter = { q?: string; kind?: ArticleKind };

export const articlesQuery = (filter: ArticleFilter = {}) =>
  queryOptions({
    queryKey: ["articles", "list", filter],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/articles", { params: { query: filter }, signal })),
  });

export const articleQuery = (id: string) =>
  queryOptions({
    queryKey: ["articles", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/articles/{article_id}", { params: { path: { article_id: id } } })),
  });
