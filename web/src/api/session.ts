import { queryOptions } from "@tanstack/react-query";
import { adoptSession, api, unwrap } from "./client";

/** Who is signed in. Fails with 401 when nobody is. */
export const sessionQuery = queryOptions({
  queryKey: ["session"],
  queryFn: async () => {
    const session = await unwrap(api.GET("/api/v1/session"));
    adoptSession(session);
    return session;
  },
  staleTime: Infinity,
  retry: false,
});
