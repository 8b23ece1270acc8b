import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";
import { Kbd } from "./kbd";

type SearchFieldProps = Omit<ComponentProps<"input">, "type"> & { label: string; keys?: string };

export function SearchField({ label, keys, className, ...props }: SearchFieldProps) {
  return (
    <label
      className={cn(
        "flex h-9 items-center gap-2 rounded-lg bg-sunken px-2.5 focus-within:ring-2 focus-within:ring-mata",
        className,
      )}
    >
      <Search className="size-4 shrink-0 text-ink-3" aria-hidden />
      <input
        type="search"
        aria-label={label}
        placeholder={label}
        className="w-full min-w-0 bg-transparent text-[13.5px] outline-none placeholder:text-ink-3 focus-visible:outline-none [&::-webkit-search-cancel-button]:hidden"
        {...props}
      />
      {keys && <Kbd className="hidden md:inline-block">{keys}</Kbd>}
    </label>
  );
}
