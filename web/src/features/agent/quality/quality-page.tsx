import { queryOptions, useQuery } from "@tanstack/react-query";
import { Gauge } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { EmptyState } from "@/shared/ui/empty-state";
import { Page } from "@/shared/ui/page";
import { Loaded } from "../loaded";
import { DoubtfulList } from "./doubtful-list";
import { ExampleList } from "./example-list";
import { GapSummary } from "./gap-summary";
import { ModelCard } from "./model-card";
import { RatedList } from "./rated-list";
import { WeekChart } from "./week-chart";

const understandingQuery = queryOptions({
  queryKey: ["understanding"],
  queryFn: () => unwrap(api.GET("/api/v1/understanding")),
});

/** How well the agent understands and answers, and what to mend first. */
export function QualityPage() {
  const { t } = useTranslation("quality");
  const understanding = useQuery(understandingQuery);
  return (
    <Page title={t("title")} lead={t("lead")}>
      <div className="grid gap-5">
        <Loaded query={understanding}>
          {({ weeks, model }) => (
            <>
              {weeks.some((week) => week.decided > 0) ? (
                <WeekChart weeks={weeks} />
              ) : (
                <EmptyState icon={<Gauge />} title={t("weeks.empty.title")} hint={t("weeks.empty.hint")} className="rounded-2xl border border-dashed" />
              )}
              <ModelCard model={model} />
            </>
          )}
        </Loaded>
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <div className="grid gap-5">
            <DoubtfulList />
            <RatedList />
          </div>
          <div className="grid gap-5">
            <GapSummary />
            <ExampleList />
          </div>
        </div>
      </div>
    </Page>
  );
}
