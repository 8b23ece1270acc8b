import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd className={cn("rounded border border-line-strong bg-surface px-1 font-sans text-[11px] text-ink-3", className)}>
      {children}
    </kbd>
  );
}
