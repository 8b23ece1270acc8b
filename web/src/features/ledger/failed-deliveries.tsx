import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { failedDeliveriesQuery } from "./ledger-queries";
import { MoreButton } from "./more-button";

/** What providers delivered and could not be read: kept, and read again on request. */
export function FailedDeliveries() {
  const { t } = useTranslation("ledger");
  const query = useInfiniteQuery(failedDeliveriesQuery);
  const { data } = query;
  const total = data?.pages[0]?.total ?? 0;
  if (total === 0) return null;
  return (
    <Card aria-label={t("problem.failed_deliveries")}>
      <header className="flex items-center gap-3 px-5 py-3.5">
        <h2 className="flex-1 font-display text-[17px] font-semibold">{t("problem.failed_deliveries")}</h2>
        <Badge tone="urucum" className="tabular-nums">
          {total}
        </Badge>
      </header>
      <p className="px-5 pb-3.5 text-ink-2">{t("deliveries.hint")}</p>
      <ul className="divide-y border-t">
        {data?.pages.flatMap((page) => page.items).map((item) => <DeliveryRow key={item.id} item={item} />)}
      </ul>
      <MoreButton query={query} />
    </Card>
  );
}

type Item = { id: string; channel_name: string; received_at: string; attempts: number; error: string | null };

function DeliveryRow({ item }: { item: Item }) {
  const { t } = useTranslation("ledger");
  const { moment } = useWhen();
  const client = useQueryClient();
  const mayRetry = useMay("supervisor");
  const retry = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/deliveries/{delivery_id}/retry", { params: { path: { delivery_id: item.id } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["ledger"] }),
  });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-5 py-3">
      <span className="grid min-w-0 flex-1 basis-60 gap-0.5">
        <span className="font-medium">{item.channel_name}</span>
        <span className="text-[12.5px] break-words text-ink-2">{item.error}</span>
      </span>
      <span className="text-[12.5px] text-ink-3 tabular-nums">
        {t("deliveries.tried", { count: item.attempts })} · {moment(item.received_at)}
      </span>
      {mayRetry && (
        <Button onClick={() => retry.mutate()} disabled={retry.isPending}>
          <RotateCw aria-hidden />
          {t("deliveries.retry")}
        </Button>
      )}
    </li>
  );
}
