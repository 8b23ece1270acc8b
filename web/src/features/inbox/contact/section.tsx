import type { ReactNode } from "react";

export function Section({ title, extra, children }: { title: string; extra?: ReactNode; children: ReactNode }) {
  return (
    <section className="border-t px-4 py-3.5 first:border-t-0">
      <h3 className="mb-2 flex items-center text-[12.5px] font-semibold text-ink-2">
        {title}
        {extra && <span className="ml-auto font-normal text-ink-3">{extra}</span>}
      </h3>
      {children}
    </section>
  );
}
