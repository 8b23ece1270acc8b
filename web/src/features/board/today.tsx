import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { localDay } from "@/shared/format/days";
import { useWhen } from "@/shared/format/use-when";
import { Card } from "@/shared/ui/card";
import type { Board } from "./queries";

/** The day so far; supervisors open it as a report. */
export function Today({ today }: { today: Board["today"] }) {
  const { t } = useTranslation("supervision");
  const { span } = useWhen();
  const mayOpen = useMay("supervisor");
  const day = localDay(new Date());
  const first = today.first_person.half;
  const facts = [
    [today.cases, t("board.todayBegun")],
    [today.by_agent, t("board.todayByAgent")],
    [today.handed, t("board.todayHanded")],
    [first === null ? "–" : first < 60_000 ? t("metric.seconds", { value: Math.round(first / 1000) }) : span(first), t("board.todayFirst")],
  ] as const;
  return (
    <Card aria-label={t("board.today")} className="p-5">
      <h2 className="mb-2 font-medium">
        {mayOpen ? (
          <Link to="/relatorios" search={{ de: day, ate: day }} className="underline-offset-2 hover:underline">
            {t("board.today")}
          </Link>
        ) : (
          t("board.today")
        )}
      </h2>
      <dl className="grid grid-cols-2 gap-3">
        {facts.map(([value, label]) => (
          <div key={label} className="flex flex-col-reverse justify-end">
            <dt className="text-[12.5px] text-ink-3">{label}</dt>
            <dd className="font-display text-[22px] leading-tight font-semibold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
