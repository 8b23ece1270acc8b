import { useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery } from "./session";
import type { User } from "./types";

/** Who is signed in. Only under the shell, which has asked before it opened. */
export function useMe(): User {
  return useSuspenseQuery(sessionQuery).data.user;
}
