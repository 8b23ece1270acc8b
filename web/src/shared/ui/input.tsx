import type { ComponentProps } from "react";
import { cn } from "@/shared/cn";
import { control } from "./control";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={cn(control, "h-9", className)} {...props} />;
}
