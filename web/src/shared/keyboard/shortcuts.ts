import { useEffect, useEffectEvent, useSyncExternalStore } from "react";

export type Shortcut = {
  /** As in KeyboardEvent.key, lower case: "j", "?", "escape", "/". */
  key: string;
  /** What it does, in the reader's language; shown in the list of shortcuts. */
  label: string;
  /** The heading it stands under in that list. */
  group: string;
};

type Registered = Shortcut & { run: () => void };

const SETTING = "prosa.shortcuts";
const listeners = new Set<() => void>();
let registered: readonly Registered[] = [];

function changed(next: readonly Registered[]): void {
  registered = next;
  listeners.forEach((tell) => tell());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function enabled(): boolean {
  return localStorage.getItem(SETTING) !== "off";
}

/** True where letters are text: fields, editors, and anything behind an open dialog or menu. */
function typing(target: EventTarget | null): boolean {
  if (document.querySelector("[role=dialog],[role=menu]")) return true;
  return target instanceof Element && target.closest("input,textarea,select,[contenteditable=true]") !== null;
}

/** Enter belongs to the link or button that has the focus. */
function pressing(event: KeyboardEvent): boolean {
  const pressed = event.target instanceof Element && event.target.closest("a,button,summary,[role=button]");
  return event.key === "Enter" && pressed !== null;
}

function onKeyDown(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!enabled() || typing(event.target) || pressing(event)) return;
  const found = registered.findLast((shortcut) => shortcut.key === event.key.toLowerCase());
  if (!found) return;
  event.preventDefault();
  found.run();
}

addEventListener("keydown", onKeyDown);

/** A single key that works outside fields, while the component is on screen and `active`. The newest one wins. */
export function useShortcut({ key, label, group }: Shortcut, run: () => void, active = true): void {
  const handle = useEffectEvent(run);
  useEffect(() => {
    if (!active) return;
    const entry: Registered = { key, label, group, run: () => handle() };
    changed([...registered, entry]);
    return () => changed(registered.filter((other) => other !== entry));
  }, [key, label, group, active]);
}

/** Those that work on the screen now, with what they do. */
export function useShortcutList(): readonly Registered[] {
  return useSyncExternalStore(subscribe, () => registered);
}

/** Whether single keys act at all: people who dictate or use switches turn them off (WCAG 2.1.4). */
export function useShortcutsEnabled(): [boolean, (on: boolean) => void] {
  const on = useSyncExternalStore(subscribe, enabled);
  const set = (next: boolean) => {
    localStorage.setItem(SETTING, next ? "on" : "off");
    listeners.forEach((tell) => tell());
  };
  return [on, set];
}
