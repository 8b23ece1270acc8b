import { AlarmClock, Archive, ChevronsUp, Forward, Hand, type LucideIcon, RotateCcw, Smartphone, Sparkles, TriangleAlert, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Priority } from "@/api/conversations";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { useWords } from "../words";

const looks: Record<string, { icon: LucideIcon; className: string }> = {
  claimed: { icon: UserRound, className: "text-mata-text" },
  taken_by_phone: { icon: Smartphone, className: "text-mata-text" },
  handed_off: { icon: Hand, className: "text-ipe-text" },
  given_back: { icon: Sparkles, className: "text-ia-text" },
  resolved: { icon: Archive, className: "text-ink-3" },
  reopened: { icon: RotateCcw, className: "text-ink-3" },
  transferred: { icon: Forward, className: "text-mata-text" },
  assigned: { icon: UserRound, className: "text-mata-text" },
  snoozed: { icon: AlarmClock, className: "text-ink-3" },
  woken: { icon: AlarmClock, className: "text-ipe-text" },
  prioritised: { icon: ChevronsUp, className: "text-ink-3" },
  scheduled_failed: { icon: TriangleAlert, className: "text-urucum-text" },
};

function text(value: unknown): string | null {
  return typeof value === "string" && value ? value : null;
}

/** A change of owner, as a line between the messages. */
export function EventLine({ message }: { message: Message }) {
  const { clock } = useWhen();
  const { icon: Icon, className } = looks[String(message.payload.kind)] ?? looks.reopened!;
  return (
    <p className="mx-auto flex max-w-[90%] items-center justify-center gap-1.5 py-2 text-center text-[12px] text-ink-3">
      <Icon className={cn("size-3.5 shrink-0", className)} aria-hidden />
      <span>
        <EventText message={message} /> · <time dateTime={message.sent_at}>{clock(message.sent_at)}</time>
      </span>
    </p>
  );
}

function EventText({ message }: { message: Message }) {
  const { t } = useTranslation(["extras", "inbox"]);
  const words = useWords();
  const { moment } = useWhen();
  const { kind } = message.payload;
  const name = text(message.payload.operator_name) ?? message.author_name;
  const reason = words.reason(text(message.payload.reason));
  switch (kind) {
    case "claimed":
      return name ? t("event.claimed", { name }) : t("event.claimedUnnamed");
    case "handed_off":
      return reason ? t("event.handedOffReason", { reason }) : t("event.handed_off");
    case "sent_by_backup":
      return t("event.sentByBackup", { channel: text(message.payload.channel) });
    case "transferred":
      return t("event.transferred", { name, to: text(message.payload.to) });
    case "escalated":
      return t("event.escalated");
    case "assigned":
      return t("event.assigned", { name });
    case "resolved": {
      const why = text(message.payload.reason);
      return why ? t("event.resolvedReason", { reason: why }) : t("event.resolved");
    }
    case "snoozed": {
      const until = text(message.payload.until);
      return until ? t("event.snoozed", { time: moment(until) }) : t("event.snoozedUntilReply");
    }
    case "prioritised":
      return t("event.prioritised", { priority: t(`inbox:priority.${message.payload.priority as Priority}`) });
    case "scheduled_failed":
      return t("event.scheduledFailed", { name });
    case "taken_by_phone":
    case "given_back":
    case "reopened":
    case "woken":
      return t(`event.${kind}`);
    default:
      return t("event.other");
  }
}
