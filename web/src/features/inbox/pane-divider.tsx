import { type KeyboardEvent, type PointerEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";

/** Pixels. The list stands on the left of its edge, the contact on the right. */
const panes = {
  list: { key: "prosa.listWidth", usual: 332, narrowest: 280, widest: 480, side: 1 },
  contact: { key: "prosa.contactWidth", usual: 316, narrowest: 270, widest: 460, side: -1 },
};
const STEP = 16;

type Pane = keyof typeof panes;

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

type PaneDividerProps = { pane: Pane; width: number; onChange: (width: number) => void };

/** The edge of a pane: dragged, or moved with the arrow keys; a double click puts it back. */
export function PaneDivider({ pane, width, onChange }: PaneDividerProps) {
  const { t } = useTranslation("inbox");
  const { narrowest, widest, usual, side } = panes[pane];
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const { left, right } = event.currentTarget.parentElement!.getBoundingClientRect();
    onChange(side > 0 ? event.clientX - left : right - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") onChange(width - STEP * side);
    if (event.key === "ArrowRight") onChange(width + STEP * side);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t(`divider.${pane}`)}
      aria-valuenow={width}
      aria-valuemin={narrowest}
      aria-valuemax={widest}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onDoubleClick={() => onChange(usual)}
      onKeyDown={onKeyDown}
      className={cn("absolute inset-y-0 z-10 hidden w-2 cursor-col-resize touch-none md:block", side > 0 ? "-right-1" : "-left-1")}
    />
  );
}
