import { cva, type VariantProps } from "class-variance-authority";
import { Slot } from "radix-ui";
import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";

const look = cva(
  "inline-flex shrink-0 items-center justify-center gap-1.5 whitespace-nowrap rounded-lg font-medium transition-[background,filter,color] duration-100 disabled:cursor-not-allowed disabled:opacity-50 aria-disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0",
  {
    variants: {
      variant: {
        primary: "bg-mata text-mata-ink shadow-lift enabled:hover:brightness-110",
        outline: "border bg-surface text-ink shadow-lift enabled:hover:bg-sunken",
        ghost: "text-ink-2 enabled:hover:bg-sunken enabled:hover:text-ink",
        ia: "bg-ia-soft text-ia-text enabled:hover:brightness-97",
        danger: "bg-urucum-soft text-urucum-text enabled:hover:brightness-97",
      },
      size: { md: "h-9 px-3.5 text-[13.5px]", sm: "h-8 px-2.5 text-[13px]", icon: "size-8" },
    },
    defaultVariants: { variant: "outline", size: "md" },
  },
);

export type ButtonProps = ComponentProps<"button"> &
  VariantProps<typeof look> & {
    /** Draws the look on its only child instead, such as a link. */
    asChild?: boolean;
  };

export function Button({ variant, size, asChild, className, type, ...props }: ButtonProps) {
  if (asChild) return <Slot.Root className={cn(look({ variant, size }), className)} {...props} />;
  return <button type={type ?? "button"} className={cn(look({ variant, size }), className)} {...props} />;
}
