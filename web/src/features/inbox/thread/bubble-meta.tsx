import { Sparkles } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { useWhen } from "@/shared/format/use-when";
import { Ticks } from "./ticks";

type BubbleMetaProps = { message: Message; onWhy: (turnId: string) => void };

/** The small line under the words: source, time, how far it got. */
export function BubbleMeta({ message, onWhy }: BubbleMetaProps) {
  const { t } = useTranslation("inbox");
  const { clock } = useWhen();
  const { sources, turn_id: turnId, author } = message;
  const sent = message.direction === "out";
  const why = t("thread.why");
  const source = sources.length > 0 ? t("thread.source", { titles: sources.join(", ") }) : null;
  return (
    <div className="mt-0.5 flex flex-wrap items-center justify-end gap-x-1.5 text-[11px] text-ink-2 tabular-nums">
      {author === "agent" && turnId && (
        <button
          type="button"
          onClick={() => onWhy(turnId)}
          aria-label={source ? `${source}. ${why}` : why}
          title={why}
          className="mr-auto flex min-w-0 items-center gap-1 py-0.5 pr-3 text-ia-text underline-offset-2 hover:underline"
        >
          <Sparkles className="size-3 shrink-0" aria-hidden />
          <span className="truncate">{source ?? why}</span>
        </button>
      )}
      <span className="ml-auto flex items-center gap-1.5">
        {message.edited_at && !message.deleted_at && <span className="italic">{t("thread.edited")}</span>}
        <time dateTime={message.sent_at}>{clock(message.sent_at)}</time>
        {sent && <Ticks status={message.status} />}
      </span>
    </div>
  );
}
