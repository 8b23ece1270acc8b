import { cn } from "@/shared/cn";

const LETTER = "P";

/** The name mark: decoration, the product's name is written or labelled beside it. */
export function Logo({ className }: { className?: string }) {
  return (
    <span
      aria-hidden
      className={cn(
        "grid size-9 place-items-center rounded-xl bg-ipe font-display text-[19px] font-extrabold text-[oklch(.3_.06_80)]",
        className,
      )}
    >
      {LETTER}
    </span>
  );
}
