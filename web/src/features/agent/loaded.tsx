import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useErrorText } from "@/api/use-error-text";
import { ErrorState } from "@/shared/ui/error-state";
import { Skeleton } from "@/shared/ui/skeleton";

type LoadedProps<T> = { query: UseQueryResult<T>; children: (data: T) => ReactNode };

/** What a query brought, a grey shape before it comes, or why it does not. */
export function Loaded<T>({ query, children }: LoadedProps<T>) {
  const text = useErrorText();
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <ErrorState message={text(query.error)} onRetry={() => void query.refetch()} />;
  return <Skeleton className="h-64" />;
}
