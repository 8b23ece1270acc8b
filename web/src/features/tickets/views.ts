/** What the page of tickets shows: the tickets, what is to be done later, and what comes again. */
export const views = ["chamados", "retornos", "recorrentes"] as const;
export type View = (typeof views)[number];

/** Which tickets: the word in the address. */
export const stands = ["abertos", "atrasados", "esperando", "resolvidos", "todos"] as const;
export type Stand = (typeof stands)[number];

export const priorities = ["critical", "high", "medium", "low"] as const;
export type Priority = (typeof priorities)[number];

export const categories = ["support", "technical", "commercial", "complaint", "praise"] as const;
export const statuses = ["open", "waiting", "resolved", "closed"] as const;
