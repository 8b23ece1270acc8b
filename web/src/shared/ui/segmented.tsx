import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

type SegmentedProps<T extends string> = {
  label: string;
  value: T;
  onChange: (value: T) => void;
  items: { value: T; label: ReactNode; count?: number | undefined }[];
  className?: string;
};

/** One of a few views of the same thing, with live counts. */
export function Segmented<T extends string>({ label, value, onChange, items, className }: SegmentedProps<T>) {
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={(next) => next && onChange(next as T)}
      aria-label={label}
      className={cn("flex gap-0.5 rounded-lg bg-sunken p-0.5", className)}
    >
      {items.map((item) => (
        <ToggleGroup.Item
          key={item.value}
          value={item.value}
          className="flex flex-1 items-center justify-center gap-1.5 rounded-md px-2 py-1 text-[13px] font-medium whitespace-nowrap text-ink-2 data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-lift"
        >
          {item.label}
          {item.count !== undefined && <span className="text-[11.5px] text-ink-3 tabular-nums">{item.count}</span>}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
