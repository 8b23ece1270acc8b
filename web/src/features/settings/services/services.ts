import { queryOptions } from "@tanstack/react-query";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";

type Schemas = components["schemas"];

export type Purpose = "transcriber" | "voice" | "file_scan";
export type Choice = Schemas["ServiceChoice"];
export type ServiceLine = Schemas["ServiceLine"];
export type SpeechSettings = Schemas["SpeechSettings"];
export type Step = Schemas["Step"];
/** A connector that can be chosen for a purpose. */
export type Offer = Schemas["ScanConnector"];

export const speechQuery = queryOptions({
  queryKey: ["services", "speech"],
  queryFn: () => unwrap(api.GET("/api/v1/speech/settings")),
});

export const scanQuery = queryOptions({
  queryKey: ["services", "file-scan"],
  queryFn: () => unwrap(api.GET("/api/v1/file-scan")),
});

/** Puts a service in the place of the one there was; null gives it up. */
export async function choose(purpose: Purpose, choice: Choice | null): Promise<void> {
  if (purpose === "file_scan") await unwrap(api.PUT("/api/v1/file-scan", { body: { scanner: choice } }));
  else await unwrap(api.PUT("/api/v1/speech/settings", { body: { [purpose]: choice } }));
}

/** Tries a service as it would be with these settings; nothing is saved. */
export async function attempt(purpose: Purpose, choice: Choice): Promise<Step[]> {
  if (purpose !== "file_scan") {
    return (await unwrap(api.POST("/api/v1/speech/try", { body: { ...choice, kind: purpose } }))).steps;
  }
  const { ok, detail } = await unwrap(api.POST("/api/v1/file-scan/try", { body: choice }));
  return [{ code: ok ? "file_scan_works" : "unavailable", ok, detail }];
}
