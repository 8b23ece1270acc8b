import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Download, Lock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { useErrorText } from "@/api/use-error-text";
import { dayBefore } from "@/shared/format/days";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Page } from "@/shared/ui/page";
import { Segmented } from "@/shared/ui/segmented";
import { Skeleton } from "@/shared/ui/skeleton";
import { Answers } from "./answers";
import { CasesSheet } from "./cases-sheet";
import { type Cut, cuts, type ReportSearch } from "./cuts";
import { DayChart } from "./day-chart";
import { Filters } from "./filters";
import { Metrics } from "./metrics";
import { fileAddress, type Narrowed, reportQuery } from "./queries";
import { ReportTable } from "./report-table";

/** The days a report begins with. */
const DAYS = 30;

export function ReportsPage() {
  const { t } = useTranslation("supervision");
  const search = useSearch({ from: "/signed-in/relatorios" });
  const navigate = useNavigate();
  const change = (next: ReportSearch) => void navigate({ to: "/relatorios", search: { ...search, ...next }, replace: true });
  const view = search.ver ?? "numeros";
  if (!useMay("supervisor")) return <EmptyState icon={<Lock />} title={t("report.title")} hint={t("report.lead")} />;
  return (
    <Page title={t("report.title")} lead={t("report.lead")} className="max-w-[1360px]">
      <div className="grid gap-5">
        <Metrics />
        <Segmented
          className="max-w-80"
          label={t("report.views")}
          value={view}
          onChange={(ver) => change({ ver })}
          items={[
            { value: "numeros", label: t("report.numbers") },
            { value: "satisfacao", label: t("report.satisfaction") },
          ]}
        />
        {view === "numeros" ? <Numbers search={search} onChange={change} /> : <Answers />}
      </div>
    </Page>
  );
}

type NumbersProps = { search: ReportSearch; onChange: (next: ReportSearch) => void };

function Numbers({ search, onChange }: NumbersProps) {
  const { t } = useTranslation("supervision");
  const text = useErrorText();
  const first = search.de ?? dayBefore(DAYS - 1);
  const last = search.ate ?? dayBefore(0);
  const cut: Cut = cuts.find((one) => one === search.por) ?? "day";
  const { data: report, error, refetch } = useQuery(reportQuery(first, last, cut));
  const [opened, setOpened] = useState<{ title: string; narrowed: Narrowed } | null>(null);
  return (
    <>
      <div className="flex flex-wrap items-end gap-3">
        <Filters first={first} last={last} cut={cut} onChange={onChange} />
        <span className="flex-1" />
        <Button asChild>
          <a href={fileAddress({ first, last })} download>
            <Download aria-hidden />
            {t("report.csv")}
          </a>
        </Button>
      </div>
      {!report && error && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!report && !error && <Skeleton className="h-64 rounded-2xl" />}
      {report?.total.cases === 0 && (
        <EmptyState icon={<Download />} title={t("report.empty")} hint={t("report.emptyHint")} className="rounded-2xl border border-dashed" />
      )}
      {report && report.total.cases > 0 && (
        <>
          {cut === "day" && <DayChart first={first} last={last} lines={report.lines} onOpen={(key, title) => setOpened({ title, narrowed: { first, last, cut, key } })} />}
          <ReportTable report={report} onOpen={(title, more) => setOpened({ title, narrowed: { first, last, ...more } })} />
        </>
      )}
      {opened && <CasesSheet title={opened.title} narrowed={opened.narrowed} onClose={() => setOpened(null)} />}
    </>
  );
}
