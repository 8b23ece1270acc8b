import { Switch as Radix } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";

export function Switch({ className, ...props }: ComponentProps<typeof Radix.Root>) {
  return (
    <Radix.Root
      className={cn(
        "relative h-5 w-9 shrink-0 rounded-full bg-line-strong transition-colors disabled:opacity-50 data-[state=checked]:bg-mata",
        className,
      )}
      {...props}
    >
      <Radix.Thumb className="block size-4 translate-x-0.5 rounded-full bg-white shadow-lift transition-transform data-[state=checked]:translate-x-[18px]" />
    </Radix.Root>
  );
}
