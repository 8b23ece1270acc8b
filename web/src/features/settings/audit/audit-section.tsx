import { infiniteQueryOptions, useInfiniteQuery } from "@tanstack/react-query";
import { Bot, KeyRound, type LucideIcon, ScrollText, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Skeleton } from "@/shared/ui/skeleton";
import { textAt } from "../schema-form/use-field-texts";
import { SectionFrame } from "../section-frame";

type AuditEntry = components["schemas"]["AuditEntry"];

const auditQuery = infiniteQueryOptions({
  queryKey: ["audit"],
  queryFn: ({ pageParam }) =>
    unwrap(api.GET("/api/v1/audit", { params: { query: { limit: 50, ...(pageParam ? { before: pageParam } : {}) } } })),
  initialPageParam: null as string | null,
  getNextPageParam: (page) => page.next_before,
  staleTime: 0,
});

export function AuditSection() {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(auditQuery);
  const entries = data?.pages.flatMap((page) => page.items);
  return (
    <SectionFrame title={t("sections.audit")} lead={t("audit.lead")}>
      {error && !data && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-64" />}
      {entries?.length === 0 && <EmptyState icon={<ScrollText />} title={t("audit.empty.title")} hint={t("audit.empty.hint")} />}
      {entries && entries.length > 0 && <EntryList entries={entries} />}
      {hasNextPage && (
        <Button className="mt-4" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          {t("audit.more")}
        </Button>
      )}
    </SectionFrame>
  );
}

function EntryList({ entries }: { entries: AuditEntry[] }) {
  const { t } = useTranslation("settings");
  return (
    <Card>
      <ol aria-label={t("audit.list")} className="divide-y">
        {entries.map((entry) => (
          <EntryRow key={entry.id} entry={entry} />
        ))}
      </ol>
    </Card>
  );
}

const ICONS: Record<AuditEntry["actor_kind"], LucideIcon> = { user: UserRound, api_key: KeyRound, system: Bot };

function EntryRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("settings");
  const { moment } = useWhen();
  const Icon = ICONS[entry.actor_kind];
  const facts = details(entry.detail);
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-0.5 px-4 py-3">
      <p className="flex w-40 items-center gap-1.5 text-ink-2">
        <Icon className="size-4 shrink-0 text-ink-3" role="img" aria-label={t(`audit.kind.${entry.actor_kind}`)} />
        <span className="truncate">{entry.actor_name}</span>
      </p>
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-medium">{textAt(`audit.action.${entry.action}`) ?? entry.action}</p>
        {facts && <p className="text-[13px] break-words text-ink-3">{facts}</p>}
      </div>
      <time dateTime={entry.at} className="mt-px text-[12.5px] text-ink-3 tabular-nums">
        {moment(entry.at)}
      </time>
    </li>
  );
}

/** The facts of an action on one line: "name: Paula, role: operator". */
function details(detail: AuditEntry["detail"]): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${textAt(`audit.fact.${name}`) ?? name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
