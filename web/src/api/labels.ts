import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";

export const labelsQuery = queryOptions({
  queryKey: ["labels"],
  queryFn: () => unwrap(api.GET("/api/v1/labels")),
});
