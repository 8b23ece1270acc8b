import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { RefreshCw, Scale } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Page } from "@/shared/ui/page";
import { Skeleton } from "@/shared/ui/skeleton";
import { BalanceCard } from "./balance-card";
import { FailedDeliveries } from "./failed-deliveries";
import { balanceQuery, failedDeliveriesQuery } from "./ledger-queries";
import { LineTable } from "./line-table";
import { ProblemList } from "./problem-list";

/** Do the books balance, and which messages stand behind every number. */
export function LedgerPage() {
  const { t } = useTranslation("ledger");
  const text = useErrorText();
  const { ver } = useSearch({ from: "/signed-in/conferencia" });
  const navigate = useNavigate();
  const mayRead = useMay("operator");
  const { data: counted, error, isFetching, refetch } = useQuery(balanceQuery);
  const { data: unread } = useInfiniteQuery({ ...failedDeliveriesQuery, enabled: mayRead });
  const data = counted && { ...counted, balanced: counted.balanced && !unread?.pages[0]?.total };
  const show = (behind: string | undefined) =>
    void navigate({ to: "/conferencia", search: behind && behind !== ver ? { ver: behind } : {} });
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        <Button onClick={() => void refetch()} disabled={isFetching}>
          <RefreshCw aria-hidden />
          {t(isFetching ? "checking" : "check")}
        </Button>
      }
    >
      {error && !data && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-72 rounded-2xl" />}
      {data?.inbound === 0 && <EmptyState icon={<Scale />} title={t("empty.title")} hint={t("empty.hint")} className="mb-6 rounded-2xl border border-dashed" />}
      {data && (
        <div className="grid gap-5">
          {data.inbound > 0 && <BalanceCard balance={data} shown={ver} onShow={show} />}
          {mayRead && <FailedDeliveries />}
          {(data.balanced || data.problems.length > 0) && <ProblemList problems={data.problems} shown={ver} onShow={show} />}
          {ver && <LineTable key={ver} behind={ver} onClose={() => show(undefined)} />}
        </div>
      )}
    </Page>
  );
}
