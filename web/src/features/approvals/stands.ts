import type { components } from "@/api/schema";

export type Stand = components["schemas"]["ApprovalState"];

export const stands: readonly Stand[] = ["waiting", "decided"];
