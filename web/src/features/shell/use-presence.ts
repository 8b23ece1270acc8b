import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import { useMe } from "@/api/me";
import { type NewPresence, type Presence, presenceQuery } from "@/api/presence";

/** Whether the reader is at work, and how they say so. Null for those who only read. */
export function usePresence(): [Presence | undefined, ((next: NewPresence) => void) | null] {
  const client = useQueryClient();
  const me = useMe();
  const { data } = useQuery(presenceQuery);
  const { mutate } = useMutation({
    mutationFn: (body: NewPresence) => unwrap(api.PUT("/api/v1/presence", { body })),
    onSuccess: (told) => client.setQueryData(presenceQuery.queryKey, told),
  });
  return [data?.items.find(({ user_id }) => user_id === me.id), me.role === "viewer" ? null : mutate];
}
