import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { outcomes } from "./outcomes";

export type Balance = components["schemas"]["LedgerBalance"];
export type LedgerLine = components["schemas"]["LedgerLine"];

const FRESH = 20_000;

export const balanceQuery = queryOptions({
  queryKey: ["ledger", "balance"],
  queryFn: () => unwrap(api.GET("/api/v1/ledger")),
  staleTime: 0,
  refetchInterval: FRESH,
});

export const failedDeliveriesQuery = infiniteQueryOptions({
  queryKey: ["ledger", "deliveries"],
  queryFn: ({ pageParam, signal }) =>
    unwrap(api.GET("/api/v1/deliveries/failed", { params: { query: pageParam ? { before: pageParam } : {} }, signal })),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next,
  staleTime: 0,
  refetchInterval: FRESH,
});

/** The messages behind one number: `behind` is an outcome or the name of a problem. */
export const linesQuery = (behind: string) =>
  infiniteQueryOptions({
    queryKey: ["ledger", "lines", behind],
    queryFn: ({ pageParam, signal }) => {
      const outcome = outcomes.find((one) => one === behind);
      const query = { ...(outcome ? { outcome } : { problem: behind }), ...(pageParam ? { before: pageParam } : {}) };
      return unwrap(api.GET("/api/v1/ledger/messages", { params: { query }, signal }));
    },
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    staleTime: 0,
  });
