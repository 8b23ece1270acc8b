import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { useInSight } from "@/shared/hooks/use-in-sight";
import { Badge } from "@/shared/ui/badge";
import { gapsQuery, warningsQuery } from "./queries";
import { views, type View } from "./views";

type KnowledgeNavProps = { open: View; mayEdit: boolean; className?: string };

/** The parts of the base, with how much waits in each. */
export function KnowledgeNav({ open, mayEdit, className }: KnowledgeNavProps) {
  const { t } = useTranslation("knowledge");
  const gaps = useQuery(gapsQuery);
  const warnings = useQuery(warningsQuery);
  // Counts widen the row: it is brought into its place once they are known.
  const settled = !gaps.isPending && !warnings.isPending;
  const counts: Partial<Record<View, number>> = {
    lacunas: gaps.data?.items.filter((gap) => gap.state === "open" && !gap.answered_by).length ?? 0,
    avisos: warnings.data?.items.length ?? 0,
  };
  return (
    <nav aria-label={t("nav.label")} className={cn("scroll-thin shrink-0 overflow-x-auto border-b px-2 md:px-4", className)}>
      <ul className="flex gap-1">
        {views
          .filter((view) => view !== "fontes" || mayEdit)
          .map((view) => (
            <NavLink key={view} view={view} current={view === open} settled={settled} count={counts[view] ?? 0} />
          ))}
      </ul>
    </nav>
  );
}

type NavLinkProps = { view: View; current: boolean; settled: boolean; count: number };

function NavLink({ view, current, settled, count }: NavLinkProps) {
  const { t } = useTranslation("knowledge");
  const ref = useInSight<HTMLAnchorElement>(current && settled);
  return (
    <li>
      <Link
        ref={ref}
        to="/conhecimento"
        search={view === "artigos" ? {} : { ver: view }}
        activeOptions={{ exact: true }}
        aria-current={current ? "page" : undefined}
        className="flex items-center gap-2 border-b-2 border-transparent px-2.5 py-2.5 text-[13.5px] font-medium whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink aria-[current=page]:border-mata aria-[current=page]:text-mata-text"
      >
        {t(`nav.${view}`)}
        {count > 0 && <Badge tone="ipe">{count}</Badge>}
      </Link>
    </li>
  );
}
