import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { date } from "@/shared/format/when";
import type { Cut, ReportLine } from "./queries";

/** Milliseconds up to which a time is told in seconds. */
const SHORT = 90_000;

/** Numbers, times and names of lines as a report writes them. */
export function useFigures() {
  const { t, i18n } = useTranslation("supervision");
  const { span } = useWhen();
  const number = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  return {
    number: (value: number) => number.format(value),
    time: (milliseconds: number | null) => {
      if (milliseconds === null) return "–";
      return milliseconds < SHORT ? t("metric.seconds", { value: number.format(Math.round(milliseconds / 1000)) }) : span(milliseconds);
    },
    /** `channels`: names by id, which the report does not know. */
    lineName: (cut: Cut, line: Pick<ReportLine, "key" | "name">, channels: Map<string, string>, reason: (key: string) => string | null) => {
      if (line.key === null) return t(`report.none.${cut}`);
      if (cut === "day") return date(line.key, i18n.language);
      if (cut === "channel") return channels.get(line.key) ?? line.key;
      if (cut === "reason") return reason(line.key) ?? line.key;
      return line.name ?? line.key;
    },
  };
}
