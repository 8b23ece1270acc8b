import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";
import { floating } from "./floating";

type PopoverProps = {
  trigger: ReactNode;
  label: string;
  children: ReactNode;
  align?: "start" | "center" | "end";
};

export function Popover({ trigger, label, children, align = "start" }: PopoverProps) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content align={align} sideOffset={6} aria-label={label} className={cn(floating, "p-3")}>
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
