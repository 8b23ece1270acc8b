import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

type EmptyStateProps = {
  icon: ReactNode;
  title: string;
  /** What this place is for and what to do next. */
  hint: ReactNode;
  action?: ReactNode;
  className?: string;
};

export function EmptyState({ icon, title, hint, action, className }: EmptyStateProps) {
  return (
    <div className={cn("grid place-items-center p-6", className)}>
      <div className="max-w-sm text-center">
        <div
          aria-hidden
          className="mx-auto mb-4 grid size-14 place-items-center rounded-2xl bg-mata-soft text-mata-text [&_svg]:size-6"
        >
          {icon}
        </div>
        <h2 className="font-display text-xl font-semibold">{title}</h2>
        <p className="mt-1 text-balance text-ink-3">{hint}</p>
        {action && <div className="mt-4 flex justify-center gap-2">{action}</div>}
      </div>
    </div>
  );
}
