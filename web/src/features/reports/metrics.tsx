import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { Badge, type Tone } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { Skeleton } from "@/shared/ui/skeleton";
import { useFigures } from "./use-figures";
import { metricsQuery } from "./queries";

type Metric = components["schemas"]["Metric"];
type Name = "first_response" | "automatic_resolution" | "classification" | "escalation" | "satisfaction";
type Unit = "seconds" | "percent" | "score";

const tones: Record<Metric["standing"], Tone> = { good: "mata", fair: "ipe", bad: "urucum", unknown: "neutral" };

/** The operational figures of a day beside what was aimed at. */
export function Metrics() {
  const { t } = useTranslation("supervision");
  const { data } = useQuery(metricsQuery);
  if (!data) return <Skeleton className="h-28 rounded-2xl" />;
  return (
    <Card aria-label={t("metric.title")} className="overflow-hidden">
      <h2 className="px-5 pt-4 pb-3 font-medium">{t("metric.title")}</h2>
      <ul aria-label={t("metric.title")} className="grid grid-cols-2 gap-px border-t bg-line lg:grid-cols-5">
        {data.metrics.map((metric) => (
          <Target key={metric.name} metric={metric} />
        ))}
      </ul>
    </Card>
  );
}

function Target({ metric }: { metric: Metric }) {
  const { t } = useTranslation("supervision");
  const { number } = useFigures();
  const unit = metric.unit as Unit;
  const written = (value: number) => (unit === "score" ? number(value) : t(`metric.${unit}`, { value: number(value) }));
  return (
    <li className="grid content-start gap-1 bg-surface px-5 py-3">
      <span className="text-[12.5px] text-ink-2">{t(`metric.${metric.name as Name}`)}</span>
      <span className="font-display text-[22px] leading-tight font-semibold tabular-nums">{metric.value === null ? "–" : written(metric.value)}</span>
      <span className="text-[12px] text-ink-3">{t(metric.target < metric.alert ? "metric.below" : "metric.above", { target: written(metric.target) })}</span>
      <span>
        <Badge tone={tones[metric.standing]}>{t(`metric.standing.${metric.standing}`)}</Badge>
      </span>
    </li>
  );
}
