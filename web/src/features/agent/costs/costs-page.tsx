import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Page } from "@/shared/ui/page";
import { Segmented } from "@/shared/ui/segmented";
import { useSmallMoney } from "@/shared/trace/use-small-money";
import { Lock } from "lucide-react";
import { Loaded } from "../loaded";
import { CostTable } from "./cost-table";

const SIDES = ["day", "model", "agent", "conversation"] as const;
type Side = (typeof SIDES)[number];

/** What language models cost, seen from four sides. */
export function CostsPage() {
  const { t } = useTranslation("costs");
  if (!useMay("supervisor"))
    return (
      <Page title={t("title")}>
        <EmptyState icon={<Lock />} title={t("forbidden")} hint={t("forbiddenHint")} />
      </Page>
    );
  return <Costs />;
}

function Costs() {
  const { t } = useTranslation("costs");
  const money = useSmallMoney();
  const [side, setSide] = useState<Side>("day");
  const [since, setSince] = useState("");
  const [until, setUntil] = useState("");
  const query = { by: side, ...(since && { since }), ...(until && { until }) };
  const costs = useQuery({
    queryKey: ["models", "costs", query],
    queryFn: () => unwrap(api.GET("/api/v1/models/costs", { params: { query } })),
    placeholderData: keepPreviousData,
  });
  return (
    <Page title={t("title")} lead={t("lead")}>
      <div className="mb-5 flex flex-wrap items-end gap-4">
        <Segmented label={t("by.label")} value={side} onChange={setSide} items={SIDES.map((value) => ({ value, label: t(`by.${value}`) }))} className="min-w-72 flex-1" />
        <Field label={t("since")}>{(control) => <Input {...control} type="date" value={since} onChange={(event) => setSince(event.target.value)} />}</Field>
        <Field label={t("until")}>{(control) => <Input {...control} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />}</Field>
      </div>
      <Loaded query={costs}>
        {({ items, micros }) => (
          <Card aria-label={t("title")} className="overflow-hidden">
            <p className="flex flex-wrap items-baseline gap-3 px-5 pt-4 pb-3">
              <span className="font-display text-[30px] leading-tight font-semibold tabular-nums">{money(micros)}</span>
              <Badge>{t(since || until ? "inSpan" : "lastMonth")}</Badge>
            </p>
            {items.length === 0 ? <p className="border-t px-5 py-6 text-ink-3">{t("none")}</p> : <CostTable side={side} items={items} />}
          </Card>
        )}
      </Loaded>
    </Page>
  );
}
