import { useSuspenseQuery } from "@tanstack/react-query";
import { sessionQuery } from "./session";
import type { Role, User } from "./types";

/** Who is signed in. Only under the shell, which has asked before it opened. */
export function useMe(): User {
  return useSuspenseQuery(sessionQuery).data.user;
}

const RANK: Record<Role, number> = { viewer: 0, operator: 1, supervisor: 2, admin: 3 };

/** Whether whoever is signed in has at least this role. Only hides what the server would refuse. */
export function useMay(role: Role): boolean {
  return RANK[useMe().role] >= RANK[role];
}
