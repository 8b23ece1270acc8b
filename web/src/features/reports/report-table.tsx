import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { Card } from "@/shared/ui/card";
import { knownText } from "@/shared/words";
import type { Cut, Figures, Narrowed, Only, Report } from "./queries";
import { useFigures } from "./use-figures";

type Column = "cases" | Extract<Only, "by_agent" | "handed" | "resolved" | "open" | "transferred" | "again" | "late">;

const columns: readonly Column[] = ["cases", "by_agent", "handed", "resolved", "open", "transferred", "again", "late"];
const head = "px-2 py-2 text-right font-normal whitespace-nowrap first:pl-5 first:text-left last:pr-5";
const cell = "px-2 py-1 text-right whitespace-nowrap tabular-nums first:pl-5 first:text-left last:pr-5";

type ReportTableProps = { report: Report; onOpen: (title: string, narrowed: Narrowed) => void };

/** A line for each, all numbers of which open what they count. */
export function ReportTable({ report, onOpen }: ReportTableProps) {
  const { t } = useTranslation("supervision");
  const { lineName } = useFigures();
  const channels = new Map((useQuery(channelsQuery).data?.items ?? []).map((channel) => [channel.id, channel.name]));
  const reason = (key: string) => knownText("common", `reason.${key}`);
  const { cut } = report;
  return (
    <Card className="overflow-hidden">
      <div className="scroll-thin overflow-x-auto" role="region" aria-label={t("report.table")} tabIndex={0}>
        <table className="w-full text-[13px]">
          <thead>
            <tr className="border-b text-ink-3">
              <th scope="col" className={head}>{t(`report.cuts.${cut}`)}</th>
              {columns.map((column) => (
                <th key={column} scope="col" className={head} title={t(`report.columnHint.${column}`)}>
                  {t(`report.column.${column}`)}
                </th>
              ))}
              <th scope="col" className={head}>{t("report.firstAnswer")}</th>
              <th scope="col" className={head}>{t("report.firstPerson")}</th>
              <th scope="col" className={head}>{t("report.length")}</th>
              <th scope="col" className={head}>{t("report.csat")}</th>
              <th scope="col" className={head}>{t("report.nps")}</th>
            </tr>
          </thead>
          <tbody>
            <Line name={t("report.total")} figures={report.total} narrowed={{}} onOpen={onOpen} strong />
            {report.lines.map((line) => (
              <Line
                key={line.key ?? ""}
                name={lineName(cut, line, channels, reason)}
                figures={line.figures}
                narrowed={behind(cut, line.key)}
                onOpen={onOpen}
              />
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

/** No key: the cases that belong to none. */
const behind = (cut: Cut, key: string | null): Narrowed => (key === null ? { cut } : { cut, key });

type LineProps = {
  name: string;
  figures: Figures;
  narrowed: Narrowed;
  onOpen: ReportTableProps["onOpen"];
  strong?: boolean;
};

function Line({ name, figures, narrowed, onOpen, strong }: LineProps) {
  const { t } = useTranslation("supervision");
  const { number, time } = useFigures();
  /** What a number counts. */
  const opener = (column: Column | "csat" | "nps") => () =>
    onOpen(`${column === "csat" || column === "nps" ? t(`report.${column}`) : t(`report.column.${column}`)}: ${name}`, {
      ...narrowed,
      ...(column !== "cases" && { only: column }),
    });
  const spread = ({ half, most }: Figures["length"]) => (half === null ? undefined : t("report.spread", { half: time(half), most: time(most) }));
  return (
    <tr className={strong ? "bg-sunken font-medium" : "border-t"}>
      <th scope="row" className={`${cell} ${strong ? "font-semibold" : "font-normal"}`}>{name}</th>
      {columns.map((column) => (
        <td key={column} className={cell}>
          <Opener count={figures[column]} text={number(figures[column])} label={t(`report.column.${column}`)} onOpen={opener(column)} />
        </td>
      ))}
      {([figures.first_answer, figures.first_person, figures.length] as const).map((each, index) => (
        <td key={index} className={cell} title={spread(each)}>
          {time(each.half)}
        </td>
      ))}
      <td className={cell} title={t("report.csatHint", { count: figures.csat_answers })}>
        <Opener count={figures.csat_answers} text={figures.csat === null ? "–" : t("metric.percent", { value: number(figures.csat) })} label={t("report.csat")} onOpen={opener("csat")} />
      </td>
      <td className={cell} title={t("report.npsHint", { count: figures.nps_answers, mean: figures.mean === null ? "–" : number(figures.mean) })}>
        <Opener count={figures.nps_answers} text={figures.nps === null ? "–" : number(figures.nps)} label={t("report.nps")} onOpen={opener("nps")} />
      </td>
    </tr>
  );
}

type OpenerProps = { count: number; text: string; label: string; onOpen: () => void };

function Opener({ count, text, label, onOpen }: OpenerProps) {
  if (count === 0) return <span className="px-1.5 text-ink-3">{text}</span>;
  return (
    <button type="button" aria-label={`${label}: ${text}`} onClick={onOpen} className="rounded px-1.5 py-1 underline decoration-line-strong underline-offset-4 hover:bg-sunken">
      {text}
    </button>
  );
}
