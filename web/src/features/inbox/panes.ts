import { useState } from "react";

/** Pixels. The list stands on the left of its edge, the contact on the right. */
export const panes = {
  list: { key: "prosa.listWidth", usual: 332, narrowest: 280, widest: 480, side: 1 },
  contact: { key: "prosa.contactWidth", usual: 316, narrowest: 270, widest: 460, side: -1 },
};

export type Pane = keyof typeof panes;

function fit(pane: Pane, width: number): number {
  const { narrowest, widest } = panes[pane];
  return Math.round(Math.min(widest, Math.max(narrowest, width)));
}

/** The width of a pane, which this browser remembers. */
export function usePaneWidth(pane: Pane): [number, (width: number) => void] {
  const { key, usual } = panes[pane];
  const [width, setWidth] = useState(() => fit(pane, Number(localStorage.getItem(key)) || usual));
  const change = (next: number) => {
    localStorage.setItem(key, String(fit(pane, next)));
    setWidth(fit(pane, next));
  };
  return [width, change];
}
