import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown } from "lucide-react";
import { lazy, memo, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadOlder, type Thread } from "@/api/messages";
import { Button } from "@/shared/ui/button";
import { useOutbox } from "../outbox";
import { withExtras } from "../with-extras";
import { Bubble, type Reading } from "./bubble";
import { chosenOptions } from "./chosen";
import { DayLine } from "./day-line";
import { PendingBubble } from "./pending-bubble";
import { buildRows, type Row } from "./rows";
import { useJump } from "./use-jump";

const EventLine = lazy(async () => ({ default: (await withExtras(import("./event-line"))).EventLine }));

type MessageListProps = {
  conversationId: string;
  thread: Thread;
  reading: Reading;
  goal: Goal | null;
};

/** A message somebody wants to be led to; asking once more for the same is another goal. */
export type Goal = { id: string };

/** Rows from the top at which the page above is asked for. */
const NEAR_TOP = 14;
/** A page that did not come is asked for again a few times; after that, the next scroll to the top asks. */
const RETRIES = 3;
const AT_END = 80;
const HEAD_ROOM = 44;

/** Only what is in sight is drawn, so that a thread of thousands opens and types as fast as a short one. */
export const MessageList = memo(function MessageList({ conversationId, thread, reading, goal }: MessageListProps) {
  const { t } = useTranslation("inbox");
  const outbox = useOutbox(conversationId);
  const rows = useMemo(() => buildRows(thread.items, outbox), [thread.items, outbox]);
  const chosen = useMemo(() => chosenOptions(thread.items), [thread.items]);
  const box = useRef<HTMLDivElement>(null);
  const [away, setAway] = useState(false);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    getItemKey: (index) => rows[index]!.key,
    estimateSize: (index) => estimate(rows[index]!),
    anchorTo: "end",
    followOnAppend: true,
    scrollEndThreshold: AT_END,
    initialOffset: Number.MAX_SAFE_INTEGER,
    overscan: 8,
    paddingStart: HEAD_ROOM,
    paddingEnd: 12,
    onChange: (instance) => setAway(!instance.isAtEnd()),
  });
  // Whoever writes wants to see it, wherever they were reading.
  useEffect(() => {
    if (outbox.length > 0) virtualizer.scrollToEnd();
  }, [outbox.length, virtualizer]);
  const { lit, jump } = useJump(conversationId, rows, (index) => virtualizer.scrollToIndex(index, { align: "center" }));
  useEffect(() => {
    if (goal) jump(goal.id);
  }, [goal, jump]);
  const visible = virtualizer.getVirtualItems();
  const loading = useOlderPages(conversationId, thread, (visible[0]?.index ?? NEAR_TOP) < NEAR_TOP);
  return (
    <div className="relative min-h-0 flex-1">
      <div
        ref={box}
        role="log"
        aria-label={t("thread.messages")}
        // While reading back, rows that scroll into sight are no news.
        aria-live={away ? "off" : "polite"}
        tabIndex={0}
        className="scroll-thin h-full overflow-x-hidden overflow-y-auto px-3 -outline-offset-2 [overflow-anchor:none] md:px-6"
      >
        <div className="relative mx-auto max-w-[760px]" style={{ height: virtualizer.getTotalSize() }}>
          <p className="absolute inset-x-0 top-0 flex h-11 items-center justify-center text-[12px] text-ink-3" role="status">
            {loading ? t("thread.older") : !thread.hasMore && t(rows.length === 0 ? "thread.empty" : "thread.start")}
          </p>
          {visible.map(({ key, index, start }) => (
            <div
              key={key}
              data-index={index}
              ref={virtualizer.measureElement}
              className="absolute inset-x-0 top-0"
              style={{ transform: `translateY(${start}px)` }}
            >
              {rows[index]!.day && <DayLine at={rows[index]!.day} />}
              <RowView row={rows[index]!} chosen={chosen} lit={lit} onJump={jump} reading={reading} />
            </div>
          ))}
        </div>
      </div>
      {away && (
        <Button
          className="absolute right-5 bottom-3 rounded-full"
          size="icon"
          aria-label={t("thread.newest")}
          onClick={() => virtualizer.scrollToEnd()}
        >
          <ArrowDown aria-hidden />
        </Button>
      )}
    </div>
  );
});

type RowViewProps = {
  row: Row;
  chosen: ReadonlyMap<string, string>;
  lit: string | null;
  onJump: (messageId: string) => void;
  reading: Reading;
};

function RowView({ row, chosen, lit, onJump, reading }: RowViewProps) {
  switch (row.kind) {
    case "event":
      return (
        <Suspense fallback={<p className="h-[34px]" />}>
          <EventLine message={row.message} />
        </Suspense>
      );
    case "pending":
      return <PendingBubble pending={row.pending} first={row.first} contactName={reading.contactName} />;
    case "message":
      return (
        <Bubble message={row.message} first={row.first} chosen={chosen.get(row.message.id) ?? null} lit={lit === row.message.id} onJump={onJump} {...reading} />
      );
  }
}

/** Near enough that the scroll bar does not jump; every row is measured once it is drawn. */
function estimate(row: Row): number {
  const day = row.day ? 46 : 0;
  if (row.kind === "event") return day + 34;
  const text = row.kind === "message" ? row.message.text : row.pending.text;
  const lines = Math.ceil((text?.length ?? 0) / 62) || 1;
  const file = row.kind === "message" && row.message.attachment ? 150 : 0;
  return day + 40 + lines * 20 + (row.first ? 26 : 0) + file;
}

/** Asks for the page above when the reader comes near the top. Returns whether one is on its way. */
function useOlderPages(conversationId: string, thread: Thread, nearTop: boolean): boolean {
  const client = useQueryClient();
  const first = thread.items[0]?.seq;
  const { mutate, isPending } = useMutation({
    mutationFn: () => loadOlder(client, conversationId),
    retry: RETRIES,
    meta: { quiet: true },
  });
  useEffect(() => {
    if (nearTop && thread.hasMore) mutate();
  }, [nearTop, thread.hasMore, first, mutate]);
  return isPending;
}
