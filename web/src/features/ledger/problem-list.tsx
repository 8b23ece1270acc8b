import { ChevronDown, CircleCheck, TriangleAlert } from "lucide-react";
import i18n from "i18next";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import type { Balance } from "./ledger-queries";

type ProblemListProps = { problems: Balance["problems"]; shown: string | undefined; onShow: (behind: string) => void };

/** Promises that were broken, each with the messages that show it. */
export function ProblemList({ problems, shown, onShow }: ProblemListProps) {
  const { t } = useTranslation("ledger");
  const name = useProblemName();
  return (
    <Card aria-label={t("problems")}>
      <h2 className="px-5 py-3 text-[13px] font-medium text-ink-2">{t("problems")}</h2>
      {problems.length === 0 && (
        <p className="flex items-center gap-2 border-t px-5 py-4 text-ink-2">
          <CircleCheck className="size-4 text-mata-text" aria-hidden />
          {t("noProblems")}
        </p>
      )}
      <ul className="divide-y border-t empty:hidden">
        {problems.map(({ kind, count }) => (
          <li key={kind}>
            <button
              type="button"
              aria-expanded={shown === kind}
              onClick={() => onShow(kind)}
              className="flex w-full items-center gap-3 px-5 py-3.5 text-left -outline-offset-2 hover:bg-sunken"
            >
              <TriangleAlert className="size-4 shrink-0 text-urucum-text" aria-hidden />
              <span className="flex-1 font-medium">{name(kind)}</span>
              <Badge tone="urucum" className="tabular-nums">
                {count}
              </Badge>
              <ChevronDown className={cn("size-4 text-ink-3", shown === kind && "rotate-180")} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** Our words for a check; one that is newer than this page keeps its own name. */
export function useProblemName(): (kind: string) => string {
  const { t } = useTranslation("ledger");
  return (kind) => (i18n.exists(`problem.${kind}`, { ns: "ledger" }) ? t(`problem.${kind}` as "problem.overdue") : kind);
}
