import { Link } from "@tanstack/react-router";
import { AlarmClock, ChevronsUp, CornerUpLeft, Sparkles } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useGlances } from "@/realtime/glances";
import { cn } from "@/shared/cn";
import { useContactName } from "@/shared/format/contact-name";
import { useWhen } from "@/shared/format/use-when";
import { plainText } from "@/shared/marks/marks";
import { Avatar } from "@/shared/ui/avatar";
import { toggleSelected } from "../selection";
import { useWords } from "../words";
import { ChannelDot } from "./channel-dot";
import { LabelBadge } from "@/shared/ui/label-badge";
import { SlaBadge } from "./sla-badge";
import { StateBadge } from "./state-badge";
import { WaitingBadge } from "./waiting-badge";

/** Pixels, with the gap to the next one. */
export const ROW_HEIGHT = 86;

type ConversationRowProps = { conversation: Conversation; connector: string | undefined; open: boolean; selected: boolean };

export const ConversationRow = memo(function ConversationRow({ conversation, connector, open, selected }: ConversationRowProps) {
  const { t } = useTranslation("inbox");
  const { briefly } = useWhen();
  const name = useContactName()(conversation.contact);
  const { reason } = useWords();
  const unread = unreadBy(conversation);
  const { waiting_since: waiting, sla, priority } = conversation;
  const urgent = priority === "high" || priority === "critical" ? priority : null;
  const aside = conversation.snoozed_until !== null || conversation.snooze_until_reply;
  return (
    <div className="group relative">
      <Link
        to="/conversas/$conversationId"
        params={{ conversationId: conversation.id }}
        search={(previous) => previous}
        aria-current={open ? "page" : undefined}
        className={cn(
          "relative mx-2 flex h-[84px] gap-3 rounded-xl px-2.5 py-2.5 -outline-offset-2",
          open ? "bg-mata-soft" : "hover:bg-sunken",
        )}
      >
        <Avatar name={name} size={40} badge={<ChannelDot connector={connector} />} />
        <div className="min-w-0 flex-1">
          <div className="flex items-baseline gap-2">
            <span className={cn("truncate text-[14px]", unread ? "font-semibold" : "font-medium")}>{name}</span>
            {urgent && <ChevronsUp className="size-3.5 shrink-0 self-center text-urucum-text" role="img" aria-label={t(`priority.${urgent}`)} />}
            {aside && <AlarmClock className="size-3.5 shrink-0 self-center text-ink-3" role="img" aria-label={t("row.snoozed")} />}
            <time
              dateTime={conversation.last_message_at}
              className={cn("ml-auto shrink-0 text-[12px] tabular-nums", unread ? "font-semibold text-mata-text" : open ? "text-ink-2" : "text-ink-3")}
            >
              {briefly(conversation.last_message_at)}
            </time>
          </div>
          <div className="flex items-center gap-2">
            <Preview conversation={conversation} unread={unread > 0} open={open} />
            {unread > 0 && (
              <span className="ml-auto grid h-[18px] min-w-[18px] shrink-0 place-items-center rounded-full bg-mata px-1 text-[11px] font-semibold text-mata-ink">
                <span aria-hidden>{unread > 99 ? "99+" : unread}</span>
                <span className="sr-only">{t("row.unread", { count: unread })}</span>
              </span>
            )}
          </div>
          <div className="mt-1 flex items-center gap-1.5 overflow-hidden">
            <StateBadge conversation={conversation} className={open ? "bg-surface" : ""} />
            {sla ? <SlaBadge sla={sla} /> : waiting && <WaitingBadge since={waiting} />}
            {conversation.labels.map((label) => (
              <LabelBadge key={label.id} label={label} />
            ))}
            <span className={cn("truncate text-[11.5px]", open ? "text-ink-2" : "text-ink-3")}>
              {conversation.status === "waiting" && [conversation.queue?.name, reason(conversation.handoff_reason)].filter(Boolean).join(" · ")}
            </span>
          </div>
        </div>
      </Link>
      <Tick checked={selected} label={t("row.select", { name })} onChange={() => toggleSelected(conversation.id)} />
    </div>
  );
});

type TickProps = { checked: boolean; label: string; onChange: () => void };

/** Over the avatar when it is pointed at, reached by keys, or ticked. */
function Tick({ checked, label, onChange }: TickProps) {
  return (
    <label className={cn("absolute top-2.5 left-[18px] grid size-10 cursor-pointer place-items-center rounded-full bg-surface focus-within:opacity-100 group-hover:opacity-100", !checked && "opacity-0")}>
      <input type="checkbox" checked={checked} onChange={onChange} aria-label={label} className="size-4.5 cursor-pointer accent-[var(--mata)]" />
    </label>
  );
}

const authorIcons = { agent: Sparkles, operator: CornerUpLeft, phone: CornerUpLeft };

/** What waits for a person's eyes. While the agent answers, nobody has to read along. */
function unreadBy({ status, unread }: Conversation): number {
  return status === "bot" ? 0 : unread;
}

type PreviewProps = { conversation: Conversation; unread: boolean; open: boolean };

function Preview({ conversation, unread, open }: PreviewProps) {
  const { t } = useTranslation("inbox");
  const { preview_author: author, preview } = conversation;
  const typing = useGlances(conversation.id).find((glance) => glance.typing);
  if (typing) return <p className="truncate text-[13px] text-mata-text italic">{t("others.typing", { name: typing.name, count: 1 })}</p>;
  const Icon = author in authorIcons ? authorIcons[author as keyof typeof authorIcons] : null;
  return (
    <p className={cn("flex min-w-0 items-center gap-1 text-[13px]", unread ? "text-ink" : open ? "text-ink-2" : "text-ink-3")}>
      {Icon && (
        <>
          <Icon className="size-3.5 shrink-0" aria-hidden />
          <span className="sr-only">{t(`author.${author}`)}</span>
        </>
      )}
      <span className="truncate">{plainText(preview) || t(`type.${conversation.preview_type}`)}</span>
    </p>
  );
}
