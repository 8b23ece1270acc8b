import type { toast as Sonner } from "sonner";

type Show = typeof Sonner;
type Undo = { label: string; onClick: () => void };

let show: Show | null = null;
let waiting: ((show: Show) => void)[] = [];

function tell(how: (show: Show) => void): void {
  if (show) how(show);
  else waiting.push(how);
}

/** Called by the toaster once it is on screen; what was said before is shown then. */
export function connectToasts(ready: Show): void {
  show = ready;
  waiting.forEach((how) => how(ready));
  waiting = [];
}

/** Short words about what just happened. What went wrong stays longer and can be closed. */
export const toast = {
  done: (text: string, undo?: Undo) => tell((to) => to.success(text, undo && { action: undo, duration: 8000 })),
  failed: (text: string) => tell((to) => to.error(text, { duration: 10_000, closeButton: true })),
};
