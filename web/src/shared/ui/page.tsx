import type { ReactNode } from "react";
import { cn } from "@/shared/cn";
import { PageTitle } from "./page-title";

type PageProps = {
  title: string;
  lead?: ReactNode;
  /** Buttons on the right of the title. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
};

/** The frame of a page that scrolls: one h1, the tab's title, a readable width. */
export function Page({ title, lead, actions, children, className }: PageProps) {
  return (
    <div className="scroll-thin h-full overflow-auto">
      <PageTitle title={title} />
      <div className={cn("mx-auto max-w-5xl px-4 py-6 md:px-8 md:py-8", className)}>
        <header className="mb-6 flex flex-wrap items-start gap-x-4 gap-y-3">
          <h1 className="min-w-0 flex-1 font-display text-[26px] leading-tight font-semibold tracking-tight">{title}</h1>
          {actions && <div className="flex flex-wrap gap-2">{actions}</div>}
          {lead && <p className="-mt-2 max-w-prose basis-full text-ink-2">{lead}</p>}
        </header>
        {children}
      </div>
    </div>
  );
}
