import { cva } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";

export type Tone = "neutral" | "mata" | "ia" | "ipe" | "urucum" | "ceu";

const look = cva(
  "inline-flex shrink-0 items-center gap-1 whitespace-nowrap rounded-full px-2 py-px text-[11.5px] font-medium leading-[18px] [&_svg]:size-3 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "bg-sunken text-ink-2",
        mata: "bg-mata-soft text-mata-text",
        ia: "bg-ia-soft text-ia-text",
        ipe: "bg-ipe-soft text-ipe-text",
        urucum: "bg-urucum-soft text-urucum-text",
        ceu: "bg-ceu-soft text-ceu-text",
      } satisfies Record<Tone, string>,
    },
  },
);

export function Badge({ tone = "neutral", className, ...props }: ComponentProps<"span"> & { tone?: Tone }) {
  return <span className={cn(look({ tone }), className)} {...props} />;
}
