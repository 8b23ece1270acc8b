import { useState } from "react";

export type Options<T> = {
  open: boolean;
  found: readonly T[];
  active: number;
  /** Handles the keys of the open list; true when it did. */
  onKey: (key: string) => boolean;
  onPick: (one: T) => void;
};

/** A list that opens under what is being typed: arrows move, Enter or Tab picks, Escape puts it away. */
export function useOptions<T>(typed: string | undefined, offered: readonly T[] | undefined, onPick: (one: T) => void): Options<T> {
  const [active, setActive] = useState({ typed: "", index: 0 });
  const [dismissed, setDismissed] = useState<string | null>(null);
  const open = typed !== undefined && offered !== undefined && dismissed !== typed;
  const found = open ? offered : [];
  const index = active.typed === typed ? Math.min(active.index, Math.max(0, found.length - 1)) : 0;
  const move = (step: number) => setActive({ typed: typed ?? "", index: (index + step + found.length) % (found.length || 1) });
  const onKey = (key: string) => {
    if (!open) return false;
    const chosen = found[index];
    if (key === "ArrowDown") move(1);
    else if (key === "ArrowUp") move(-1);
    else if (key === "Escape") setDismissed(typed);
    else if ((key === "Enter" || key === "Tab") && chosen) onPick(chosen);
    else return false;
    return true;
  };
  return { open, found, active: index, onKey, onPick };
}
