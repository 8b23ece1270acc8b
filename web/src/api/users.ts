import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const usersQuery = queryOptions({
  queryKey: ["users"],
  queryFn: () => unwrap(api.GET("/api/v1/users")),
});
