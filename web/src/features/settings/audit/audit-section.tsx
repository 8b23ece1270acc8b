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
import { Table, Td, Th } from "@/shared/ui/table";
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
      {entries && entries.length > 0 && <EntryTable entries={entries} />}
      {hasNextPage && (
        <Button className="mt-4" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
          {t("audit.more")}
        </Button>
      )}
    </SectionFrame>
  );
}

function EntryTable({ entries }: { entries: AuditEntry[] }) {
  const { t } = useTranslation("settings");
  return (
    <Card>
      <Table label={t("audit.list")}>
        <thead>
          <tr>
            <Th>{t("audit.at")}</Th>
            <Th>{t("audit.who")}</Th>
            <Th>{t("audit.what")}</Th>
            <Th>{t("audit.detail")}</Th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <EntryRow key={entry.id} entry={entry} />
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

const ICONS: Record<AuditEntry["actor_kind"], LucideIcon> = { user: UserRound, api_key: KeyRound, system: Bot };

function EntryRow({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("settings");
  const { moment } = useWhen();
  const Icon = ICONS[entry.actor_kind];
  return (
    <tr>
      <Td className="whitespace-nowrap text-ink-3 tabular-nums">{moment(entry.at)}</Td>
      <Td className="whitespace-nowrap">
        <span className="inline-flex items-center gap-1.5">
          <Icon className="size-4 text-ink-3" role="img" aria-label={t(`audit.kind.${entry.actor_kind}`)} />
          {entry.actor_name}
        </span>
      </Td>
      <Td className="font-medium">{textAt(`audit.action.${entry.action}`) ?? entry.action}</Td>
      <Td className="max-w-72 text-[13px] break-words text-ink-3">{details(entry.detail)}</Td>
    </tr>
  );
}

/** The facts of an action on one line: "name: Paula, role: operator". */
function details(detail: AuditEntry["detail"]): string {
  return Object.entries(detail)
    .filter(([, value]) => value !== null && value !== "")
    .map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`)
    .join(", ");
}
