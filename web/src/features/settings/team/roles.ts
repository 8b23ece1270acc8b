import type { Role } from "@/api/types";

/** From what may do most to what may do least. */
export const roles: Role[] = ["admin", "supervisor", "operator", "viewer"];
