import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { Card } from "@/shared/ui/card";

type Week = components["schemas"]["Week"];

const share = (part: number, whole: number) => (whole === 0 ? null : part / whole);

/** The share decided without asking, and how much of what people judged was right, week by week. */
export function WeekChart({ weeks }: { weeks: Week[] }) {
  const { t, i18n } = useTranslation("quality");
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  const day = new Intl.DateTimeFormat(i18n.language, { day: "2-digit", month: "2-digit", timeZone: "UTC" });
  const written = (value: number | null) => (value === null ? t("none") : percent.format(value));
  const total = weeks.reduce((sum, week) => ({ decided: sum.decided + week.decided, automatic: sum.automatic + week.automatic, right: sum.right + week.right, wrong: sum.wrong + week.wrong }), {
    decided: 0,
    automatic: 0,
    right: 0,
    wrong: 0,
  });
  const oldestFirst = weeks.toReversed();
  return (
    <Card aria-label={t("weeks.title")} className="grid gap-4 p-5">
      <div className="flex flex-wrap gap-x-10 gap-y-3">
        <Figure label={t("weeks.automatic")} value={written(share(total.automatic, total.decided))} hint={t("weeks.ofTurns", { count: total.decided })} />
        <Figure label={t("weeks.accuracy")} value={written(share(total.right, total.right + total.wrong))} hint={t("weeks.ofJudged", { count: total.right + total.wrong })} />
      </div>
      <div className="scroll-thin overflow-x-auto" role="region" aria-label={t("weeks.table")} tabIndex={0}>
        <table className="w-full min-w-[560px] text-[12.5px] tabular-nums">
          <thead>
            <tr className="text-ink-3">
              <th scope="col" className="w-24 py-1 text-left font-normal">
                {t("weeks.week")}
              </th>
              <th scope="col" className="py-1 text-left font-normal">
                {t("weeks.automatic")}
              </th>
              <th scope="col" className="py-1 text-left font-normal">
                {t("weeks.accuracy")}
              </th>
            </tr>
          </thead>
          <tbody>
            {oldestFirst.map((week) => {
              const [automatic, right] = [share(week.automatic, week.decided), share(week.right, week.right + week.wrong)];
              return (
                <tr key={week.week} className="border-t">
                  <th scope="row" className="py-1.5 text-left font-normal text-ink-2">
                    {day.format(new Date(week.week))}
                  </th>
                  <Bar value={automatic} text={written(automatic)} tone="bg-ia" />
                  <Bar value={right} text={written(right)} tone="bg-mata" />
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Figure({ label, value, hint }: { label: string; value: string; hint: string }) {
  return (
    <div>
      <p className="text-[13px] text-ink-2">{label}</p>
      <p className="font-display text-[30px] leading-tight font-semibold tabular-nums">{value}</p>
      <p className="text-[12.5px] text-ink-3">{hint}</p>
    </div>
  );
}

function Bar({ value, text, tone }: { value: number | null; text: string; tone: string }) {
  return (
    <td className="py-1.5 pr-4">
      <span className="flex items-center gap-2">
        <span aria-hidden className="h-2 flex-1 overflow-hidden rounded-full bg-sunken">
          <span className={`block h-full rounded-full ${tone}`} style={{ width: `${(value ?? 0) * 100}%` }} />
        </span>
        <span className="w-10 text-right">{text}</span>
      </span>
    </td>
  );
}
