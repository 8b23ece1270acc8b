import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { lazy, Suspense, useEffect, useMemo, useRef } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { conversationListQuery } from "@/api/conversations";
import type { Conversation } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { ErrorState } from "@/shared/ui/error-state";
import { Skeleton } from "@/shared/ui/skeleton";
import { useSelection } from "../selection";
import { useInboxFilter } from "../use-inbox-filter";
import { withDeskTexts } from "../with-extras";
import { ConversationRow, ROW_HEIGHT } from "./conversation-row";
import { ListHeader } from "./list-header";
import { useListKeys } from "./use-list-keys";

const BulkBar = lazy(async () => ({ default: (await withDeskTexts(import("../acts/bulk-bar"))).BulkBar }));
const EmptyList = lazy(async () => ({ default: (await import("./empty-list")).EmptyList }));
const QueueBar = lazy(async () => ({ default: (await withDeskTexts(import("./queue-bar"))).QueueBar }));

export function ConversationList({ openId }: { openId: string | undefined }) {
  const [filter] = useInboxFilter();
  const query = useInfiniteQuery(conversationListQuery(filter));
  const items = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const search = useRef<HTMLInputElement>(null);
  const errorText = useErrorText();
  const selected = useSelection();
  useListKeys(items, openId, () => search.current?.focus());
  return (
    <div className="flex h-full flex-col">
      <ListHeader searchRef={search} />
      <Suspense>
        {filter.tab === "waiting" && <QueueBar />}
        {selected.size > 0 && <BulkBar shown={items.map(({ id }) => id)} />}
      </Suspense>
      {query.isPending && <Loading />}
      {query.isError && items.length === 0 && (
        <ErrorState message={errorText(query.error)} onRetry={() => void query.refetch()} />
      )}
      <Suspense>{query.isSuccess && items.length === 0 && <EmptyList filter={filter} />}</Suspense>
      {items.length > 0 && (
        <Rows
          items={items}
          openId={openId}
          onNearEnd={() => {
            if (query.hasNextPage && !query.isFetching) void query.fetchNextPage();
          }}
        />
      )}
    </div>
  );
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("loading")} className="grid gap-2 px-3.5 pt-1">
      {[1, 2, 3, 4, 5, 6].map((row) => (
        <Skeleton key={row} className="h-[76px]" />
      ))}
    </div>
  );
}

const AHEAD = 6;

type RowsProps = { items: Conversation[]; openId: string | undefined; onNearEnd: () => void };

function Rows({ items, openId, onNearEnd }: RowsProps) {
  const { t } = useTranslation("inbox");
  const box = useRef<HTMLDivElement>(null);
  const connectors = useConnectors();
  const selected = useSelection();
  const virtualizer = useVirtualizer({
    count: items.length,
    getScrollElement: () => box.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (index) => items[index]!.id,
    overscan: AHEAD,
  });
  const rows = virtualizer.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (last >= items.length - AHEAD) onNearEnd();
  }, [last, items.length, onNearEnd]);
  useEffect(() => {
    const index = items.findIndex((item) => item.id === openId);
    if (index >= 0) virtualizer.scrollToIndex(index);
    // Follows the open conversation, not every change of the list.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [openId]);
  return (
    <div ref={box} role="region" aria-label={t("title")} tabIndex={0} className="scroll-thin min-h-0 flex-1 overflow-auto -outline-offset-2">
      <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(({ key, index, start }) => (
          <li key={key} className="absolute inset-x-0 top-0" style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}>
            <ConversationRow
              conversation={items[index]!}
              connector={connectors.get(items[index]!.channel_id)}
              open={items[index]!.id === openId}
              selected={selected.has(items[index]!.id)}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}

function useConnectors(): Map<string, string> {
  const { data } = useQuery(channelsQuery);
  return useMemo(() => new Map(data?.items.map((channel) => [channel.id, channel.connector])), [data]);
}
