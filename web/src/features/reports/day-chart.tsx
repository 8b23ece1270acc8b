import { useTranslation } from "react-i18next";
import { daysBetween } from "@/shared/format/days";
import { Card } from "@/shared/ui/card";
import type { ReportLine } from "./queries";
import { useFigures } from "./use-figures";

const NONE = new Map<string, string>();

type DayChartProps = { first: string; last: string; lines: ReportLine[]; onOpen: (key: string, title: string) => void };

/** A bar for each day: all cases, and in front those that went to people. Each opens its day. */
export function DayChart({ first, last, lines, onOpen }: DayChartProps) {
  const { t } = useTranslation("supervision");
  const { lineName } = useFigures();
  const byDay = new Map(lines.map((line) => [line.key, line.figures]));
  const most = Math.max(...lines.map((line) => line.figures.cases), 1);
  return (
    <Card aria-label={t("report.chart")} className="p-5">
      <ul aria-label={t("report.chart")} className="flex h-32 items-end gap-px">
        {daysBetween(first, last).map((key) => {
          const day = lineName("day", { key, name: null }, NONE, () => null);
          const { cases, handed } = byDay.get(key) ?? { cases: 0, handed: 0 };
          const text = t("report.chartLine", { day, cases, handed });
          return (
            <li key={key} className="flex h-full min-w-0 flex-1">
              <button type="button" aria-label={text} title={text} onClick={() => onOpen(key, day)} className="relative h-full w-full hover:bg-sunken">
                <span aria-hidden className="absolute inset-x-px bottom-0 rounded-t bg-ia-soft" style={{ height: `${(cases / most) * 100}%` }} />
                <span aria-hidden className="absolute inset-x-px bottom-0 rounded-t bg-mata" style={{ height: `${(handed / most) * 100}%` }} />
              </button>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}
