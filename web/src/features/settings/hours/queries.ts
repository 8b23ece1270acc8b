import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { OpeningHours } from "./week";

export type SpecialDay = Omit<components["schemas"]["SpecialDay"], "spans"> & { spans: string[][] };
export type Company = Omit<components["schemas"]["Company"], "opening_hours"> & { opening_hours: OpeningHours };

export const companyQuery = queryOptions({
  queryKey: ["company"],
  queryFn: () => unwrap(api.GET("/api/v1/company")),
});

export const specialDaysQuery = queryOptions({
  queryKey: ["company", "special-days"],
  queryFn: () => unwrap(api.GET("/api/v1/company/special-days")),
});

export const calendarQuery = (from: string) =>
  queryOptions({
    queryKey: ["company", "calendar", from],
    queryFn: () => unwrap(api.GET("/api/v1/company/calendar", { params: { query: { from } } })),
  });
