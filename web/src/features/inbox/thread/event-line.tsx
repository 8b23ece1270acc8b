import { Archive, Hand, RotateCcw, Smartphone, Sparkles, UserRound, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
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
  const { t } = useTranslation("inbox");
  const words = useWords();
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
    case "taken_by_phone":
    case "given_back":
    case "resolved":
    case "reopened":
      return t(`event.${kind}`);
    default:
      return t("event.other");
  }
}
