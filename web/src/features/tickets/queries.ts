import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Ticket = Schemas["Ticket"];
export type TicketDetail = Schemas["TicketDetail"];
export type TicketRef = Schemas["TicketRef"];
export type SlaTarget = Schemas["SlaTarget"];
export type FollowUp = Schemas["FollowUp"];
export type Problem = Schemas["RecurringProblem"];

/** What the list of tickets is narrowed by. */
export type Wanted = {
  q?: string;
  status?: Ticket["status"];
  priority?: Ticket["priority"];
  unsettled?: boolean;
  late?: boolean;
};

export const ticketsQuery = (wanted: Wanted) =>
  infiniteQueryOptions({
    queryKey: ["tickets", "list", wanted],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/tickets", { params: { query: { ...wanted, ...(pageParam && { before: pageParam }) } } })),
    initialPageParam: "",
    getNextPageParam: (page) => page.next_before ?? undefined,
    placeholderData: (before) => before,
  });

export const ticketCountsQuery = queryOptions({
  queryKey: ["tickets", "counts"],
  queryFn: () => unwrap(api.GET("/api/v1/tickets/counts")),
});

export const ticketQuery = (id: string) =>
  queryOptions({
    queryKey: ["tickets", "one", id],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/{ticket_id}", { params: { path: { ticket_id: id } } })),
  });

export const problemsQuery = (days: number) =>
  queryOptions({
    queryKey: ["tickets", "problems", days],
    queryFn: () => unwrap(api.GET("/api/v1/tickets/problems", { params: { query: { days } } })),
  });

export const followUpsQuery = (ticketId?: string) =>
  queryOptions({
    queryKey: ["tickets", "follow-ups", ticketId],
    queryFn: () =>
      unwrap(api.GET("/api/v1/follow-ups", { params: { query: ticketId ? { ticket_id: ticketId, over: true } : {} } })),
  });
