import { Check, CheckCheck, Clock3, MapPin, Paperclip } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { PhoneMessage } from "@/api/simulator";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { RichText } from "@/shared/ui/rich-text";
import type { Pending } from "./use-phone";

type PhoneBubbleProps = {
  message: PhoneMessage;
  business: string;
  /** The newest line: only its options can still be tapped. */
  last: boolean;
  onChoose: (title: string, buttonId: string) => void;
};

export function PhoneBubble({ message, business, last, onChoose }: PhoneBubbleProps) {
  const { t } = useTranslation("start");
  const { clock } = useWhen();
  return (
    <Side mine={message.mine} who={message.mine ? t("phone.you") : business || t("phone.business")}>
      <Body message={message} />
      <p className="mt-0.5 flex items-center justify-end gap-1 text-[11px] text-ink-3">
        {clock(message.at)}
        {message.status && <Tick status={message.status} />}
      </p>
      {message.options.length > 0 && (
        <div role="group" aria-label={t("phone.options")} className="-mx-3 mt-2 -mb-2 divide-y border-t">
          {message.options.map((option) => (
            <button
              key={option.id}
              type="button"
              disabled={!last}
              onClick={() => onChoose(option.title, option.id)}
              className="block w-full px-3 py-2.5 text-center text-[13.5px] font-medium text-ceu-text enabled:hover:bg-sunken disabled:text-ink-3"
            >
              {option.title}
            </button>
          ))}
        </div>
      )}
    </Side>
  );
}

export function PendingOnPhone({ text, at }: Pending) {
  const { t } = useTranslation("start");
  const { clock } = useWhen();
  return (
    <Side mine who={t("phone.you")}>
      <RichText text={text} />
      <p className="mt-0.5 flex items-center justify-end gap-1 text-[11px] text-ink-3">
        {clock(at)}
        <Clock3 className="size-3" aria-hidden />
      </p>
    </Side>
  );
}

function Side({ mine, who, children }: { mine: boolean; who: string; children: ReactNode }) {
  return (
    <div
      className={cn(
        "max-w-[86%] shrink-0 overflow-hidden rounded-2xl px-3 py-2 text-[14px] shadow-lift",
        mine ? "self-end rounded-br-md bg-mata-soft" : "self-start rounded-bl-md bg-surface",
      )}
    >
      <span className="sr-only">{who}</span>
      {children}
    </div>
  );
}

function Body({ message }: { message: PhoneMessage }) {
  const { t } = useTranslation("start");
  if (message.deleted) return <p className="text-ink-3 italic">{t("phone.deleted")}</p>;
  const kind = kindOf(message);
  return (
    <>
      {kind && (
        <p className="mb-1 flex items-center gap-1.5 font-medium text-ink-2 [&_svg]:size-4">
          {kind === "location" ? <MapPin aria-hidden /> : <Paperclip aria-hidden />}
          {message.attachment?.filename ?? t(`phone.types.${kind}`)}
        </p>
      )}
      {message.text && <RichText text={message.text} />}
    </>
  );
}

const KINDS = ["image", "audio", "document", "video", "location", "sticker"] as const;

/** What the message holds besides text; null for plain words. */
function kindOf({ type, text }: PhoneMessage): (typeof KINDS)[number] | "other" | null {
  const kind = KINDS.find((known) => known === type);
  return kind ?? (text ? null : "other");
}

function Tick({ status }: { status: NonNullable<PhoneMessage["status"]> }) {
  const { t } = useTranslation("start");
  const Icon = status === "sent" ? Check : CheckCheck;
  return <Icon role="img" aria-label={t(`phone.tick.${status}`)} className={cn("size-3.5", status === "read" && "text-tick")} />;
}
