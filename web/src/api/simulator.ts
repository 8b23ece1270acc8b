import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "./client";
import { keys } from "./keys";
import type { components } from "./schema";

export type PhoneMessage = components["schemas"]["OnPhone"];

export const simulatorQuery = (channelId: string) =>
  queryOptions({
    queryKey: [...keys.phones, channelId],
    queryFn: () => unwrap(api.GET("/api/v1/simulator/{channel_id}", { params: { path: { channel_id: channelId } } })),
  });

/** The screen of one pretend phone. */
export const phoneQuery = (channelId: string, phone: string) =>
  queryOptions({
    queryKey: [...keys.phones, channelId, phone],
    queryFn: ({ signal }) =>
      unwrap(
        api.GET("/api/v1/simulator/{channel_id}/phones/{phone}", {
          params: { path: { channel_id: channelId, phone } },
          signal,
        }),
      ),
  });
