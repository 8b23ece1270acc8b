import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";

/** Scrolls sideways in its own box, never the page. */
export function Table({ label, className, ...props }: ComponentProps<"table"> & { label: string }) {
  return (
    <div role="region" aria-label={label} tabIndex={0} className="scroll-thin overflow-x-auto">
      <table className={cn("w-full text-left text-[13.5px]", className)} {...props} />
    </div>
  );
}

export function Th({ className, ...props }: ComponentProps<"th">) {
  return <th scope="col" className={cn("px-4 py-2.5 text-[12.5px] font-medium whitespace-nowrap text-ink-3", className)} {...props} />;
}

export function Td({ className, ...props }: ComponentProps<"td">) {
  return <td className={cn("border-t px-4 py-2.5 align-top", className)} {...props} />;
}
