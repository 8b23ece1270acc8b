import { useSyncExternalStore } from "react";

/** What calls this person, in this browser. */
export type AlertSettings = {
  desktop: boolean;
  sound: boolean;
  /** Also while this page is in front. */
  always: boolean;
  /** Nothing calls before this moment; milliseconds since the epoch. */
  quietUntil: number;
};

const KEY = "prosa.alerts";
const USUAL: AlertSettings = { desktop: false, sound: true, always: false, quietUntil: 0 };
const listeners = new Set<() => void>();
let known: AlertSettings | null = null;

export function alertSettings(): AlertSettings {
  known ??= { ...USUAL, ...(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Partial<AlertSettings>) };
  return known;
}

export function changeAlertSettings(change: Partial<AlertSettings>): void {
  known = { ...alertSettings(), ...change };
  localStorage.setItem(KEY, JSON.stringify(known));
  listeners.forEach((tell) => tell());
}

/** Another tab of the same browser changed them. */
addEventListener("storage", (event) => {
  if (event.key !== KEY) return;
  known = null;
  listeners.forEach((tell) => tell());
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useAlertSettings(): AlertSettings {
  return useSyncExternalStore(subscribe, alertSettings);
}

/** The first moment of tomorrow's work, by this browser's clock. */
export function tomorrowMorning(now = new Date()): number {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 8).getTime();
}
