import type { KeyboardEvent, PointerEvent } from "react";
import { useTranslation } from "react-i18next";

/** Pixels. */
const NARROWEST = 280;
const WIDEST = 480;
const STEP = 16;
const KEY = "prosa.listWidth";
const USUAL = 332;

export function storedListWidth(): number {
  return fit(Number(localStorage.getItem(KEY)) || USUAL);
}

function fit(width: number): number {
  return Math.round(Math.min(WIDEST, Math.max(NARROWEST, width)));
}

type PaneDividerProps = { width: number; onChange: (width: number) => void };

/** The edge of the list: dragged, or moved with the arrow keys; a double click puts it back. */
export function PaneDivider({ width, onChange }: PaneDividerProps) {
  const { t } = useTranslation("inbox");
  const move = (next: number) => {
    localStorage.setItem(KEY, String(fit(next)));
    onChange(fit(next));
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    move(event.clientX - event.currentTarget.parentElement!.getBoundingClientRect().left);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowLeft") move(width - STEP);
    if (event.key === "ArrowRight") move(width + STEP);
  };
  return (
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label={t("divider")}
      aria-valuenow={width}
      aria-valuemin={NARROWEST}
      aria-valuemax={WIDEST}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={onPointerMove}
      onDoubleClick={() => move(USUAL)}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 -right-1 z-10 hidden w-2 cursor-col-resize touch-none md:block"
    />
  );
}
