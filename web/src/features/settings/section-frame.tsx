import type { ReactNode } from "react";

type SectionFrameProps = { title: string; lead: string; actions?: ReactNode; children: ReactNode };

/** The head of a section: what it is, what it is for, and its main action. */
export function SectionFrame({ title, lead, actions, children }: SectionFrameProps) {
  return (
    <section aria-label={title}>
      <header className="mb-5 flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <h2 className="font-display text-[19px] font-semibold">{title}</h2>
          <p className="max-w-prose text-ink-2">{lead}</p>
        </div>
        {actions}
      </header>
      {children}
    </section>
  );
}
