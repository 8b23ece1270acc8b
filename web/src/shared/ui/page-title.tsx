import { useSyncExternalStore } from "react";

const PRODUCT = "Prosa";
const listeners = new Set<() => void>();
let waiting = 0;

/** How many wait for somebody, shown before the title of every page. */
export function setTitleCount(count: number): void {
  waiting = count;
  listeners.forEach((tell) => tell());
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sets the text of the browser's tab. */
export function PageTitle({ title }: { title: string }) {
  const count = useSyncExternalStore(subscribe, () => waiting);
  return <title>{`${count > 0 ? `(${count}) ` : ""}${title} · ${PRODUCT}`}</title>;
}
