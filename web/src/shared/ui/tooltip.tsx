import { Tooltip as Radix } from "radix-ui";
import type { ReactNode } from "react";

type TooltipProps = {
  label: string;
  keys?: string | undefined;
  side?: "top" | "right" | "bottom" | "left" | undefined;
  children: ReactNode;
};

export const TooltipProvider = Radix.Provider;

/** Names a control on hover and focus. The control keeps its own accessible name: touch has no hover. */
export function Tooltip({ label, keys, side, children }: TooltipProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{children}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          side={side}
          sideOffset={6}
          className="pop z-50 flex items-center gap-2 rounded-md bg-ink px-2 py-1 text-xs text-paper shadow-float"
        >
          {label}
          {keys && <kbd className="font-sans opacity-75">{keys}</kbd>}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
