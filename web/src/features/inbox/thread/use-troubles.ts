import { useQuery } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";

/** Of which kind the trouble is behind the code of a failed message; empty for one that nobody knows. */
export function useTroubles(): (code: string) => string {
  const { data } = useQuery({
    queryKey: ["troubles"],
    queryFn: () => unwrap(api.GET("/api/v1/troubles")),
    staleTime: Infinity,
  });
  return (code) => data?.items.find(({ codes }) => codes.some((known) => means(known, code)))?.trouble ?? "";
}

function means(known: string, code: string): boolean {
  return known.endsWith("*") ? code.startsWith(known.slice(0, -1)) : known === code;
}
