import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";
import { control } from "./control";

/** Grows with its text, up to the height given in `className`. */
export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={cn(control, "field-sizing-content min-h-20 resize-y py-2", className)} {...props} />;
}
