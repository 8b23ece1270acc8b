import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components, operations } from "@/api/schema";

export type Report = components["schemas"]["Report"];
export type Figures = components["schemas"]["Figures"];
export type ReportLine = components["schemas"]["ReportLine"];
export type CaseLine = components["schemas"]["CaseLine"];
export type Only = components["schemas"]["Only"];
export type Cut = components["schemas"]["Cut"];
/** The days, and for the cases behind a number what it counts. */
export type Narrowed = NonNullable<operations["list_cases"]["parameters"]["query"]>;

export const reportQuery = (first: string, last: string, cut: Cut) =>
  queryOptions({
    queryKey: ["reports", first, last, cut],
    queryFn: ({ signal }) => unwrap(api.GET("/api/v1/reports", { params: { query: { first, last, cut } }, signal })),
    staleTime: 10_000,
  });

export const casesQuery = (narrowed: Narrowed) =>
  infiniteQueryOptions({
    queryKey: ["reports", "cases", narrowed],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/reports/cases", { params: { query: { ...narrowed, ...(pageParam ? { before: pageParam } : {}) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

export const metricsQuery = queryOptions({
  queryKey: ["reports", "metrics"],
  queryFn: () => unwrap(api.GET("/api/v1/metrics", { params: { query: { range: "24h" } } })),
  refetchInterval: 60_000,
});

export const answersQuery = (low: boolean) =>
  infiniteQueryOptions({
    queryKey: ["surveys", low],
    queryFn: ({ pageParam, signal }) =>
      unwrap(api.GET("/api/v1/surveys", { params: { query: { low, ...(pageParam ? { before: pageParam } : {}) } }, signal })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  });

/** Where the same cases are a file. */
export function fileAddress(narrowed: Narrowed): string {
  const given = Object.entries(narrowed).filter(([, value]) => value !== null);
  return `/api/v1/reports/cases.csv?${new URLSearchParams(given as [string, string][]).toString()}`;
}
