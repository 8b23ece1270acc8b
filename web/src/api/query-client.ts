import { MutationCache, QueryClient } from "@tanstack/react-query";
import { isPassing } from "./errors";

declare module "@tanstack/react-query" {
  interface Register {
    mutationMeta: {
      /** The form shows the error itself; no toast. */
      quiet?: boolean;
    };
  }
}

const TRIES = 2;

/** `tell` shows a failed change to the person, unless the mutation is marked `meta: { quiet: true }`. */
export function createQueryClient(tell: (error: unknown) => void): QueryClient {
  return new QueryClient({
    mutationCache: new MutationCache({
      onError: (error, _variables, _result, mutation) => {
        if (!mutation.meta?.quiet) tell(error);
      },
    }),
    defaultOptions: {
      queries: {
        // The live channel says what changed; this only bounds what a missed word can cost.
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < TRIES && isPassing(error),
      },
    },
  });
}
