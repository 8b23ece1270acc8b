import type { KeyboardEvent, PointerEvent } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { type Pane, panes } from "./panes";

/** Pixels. */
const STEP = 16;

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
