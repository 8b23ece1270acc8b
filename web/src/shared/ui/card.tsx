import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";

export function Card({ className, ...props }: ComponentProps<"section">) {
  return <section className={cn("rounded-2xl border bg-surface shadow-lift", className)} {...props} />;
}
