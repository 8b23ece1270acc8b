import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ArrowUpRight, RotateCcw } from "lucide-react";
import type { RefObject } from "react";
import { useTranslation } from "react-i18next";
import { simulatorQuery } from "@/api/simulator";
import { IconButton } from "@/shared/ui/icon-button";
import { PhoneComposer } from "./phone-composer";
import { PhoneScreen } from "./phone-screen";
import { Suggestions } from "./suggestions";
import { usePhone } from "./use-phone";

type PhoneProps = {
  channelId: string;
  number: string;
  onChangeNumber: () => void;
  inputRef: RefObject<HTMLTextAreaElement | null>;
};

/** A phone in the hand of a customer who does not exist. What it says takes the way of every message. */
export function Phone({ channelId, number, onChangeNumber, inputRef }: PhoneProps) {
  const { t } = useTranslation("start");
  const { data: network } = useQuery(simulatorQuery(channelId));
  const phone = usePhone(channelId, number, t("phone.owner"));
  const business = network?.business_name ?? "";
  const say = (text: string, buttonId?: string) => phone.say({ text, ...(buttonId ? { buttonId } : {}) });
  return (
    <section aria-label={t("phone.label")} className="mx-auto w-full max-w-[372px]">
      <div className="flex h-[min(640px,calc(100dvh-190px))] min-h-[440px] flex-col overflow-hidden rounded-[36px] border-[7px] border-[oklch(.22_.012_170)] bg-paper shadow-float">
        <header className="flex items-center gap-2.5 bg-rail py-3 pr-2 pl-4 text-white">
          <span
            aria-hidden
            className="grid size-9 place-items-center rounded-full bg-ipe font-display text-[15px] font-bold text-[oklch(.3_.06_80)]"
          >
            {business.charAt(0)}
          </span>
          <div className="min-w-0 flex-1">
            <h2 className="truncate text-[14.5px] leading-tight font-semibold">{business}</h2>
            <p className="text-[12px] text-rail-ink" aria-live="polite">
              {phone.typing ? t("phone.typing") : t("phone.account")}
            </p>
          </div>
          <IconButton label={t("phone.fresh")} onClick={onChangeNumber} className="text-rail-ink enabled:hover:bg-rail-on enabled:hover:text-white">
            <RotateCcw aria-hidden />
          </IconButton>
        </header>
        <PhoneScreen {...phone} business={business} onChoose={say} />
        {phone.messages.length + phone.pending.length === 0 && <Suggestions onAsk={say} />}
        <PhoneComposer inputRef={inputRef} onSay={say} />
      </div>
      {phone.conversationId && (
        <p className="mt-3 text-center">
          <Link
            to="/conversas/$conversationId"
            params={{ conversationId: phone.conversationId }}
            className="inline-flex items-center gap-1 rounded-md px-2 py-1 text-[13.5px] font-medium text-mata-text hover:underline"
          >
            {t("phone.openInbox")}
            <ArrowUpRight className="size-4" aria-hidden />
          </Link>
        </p>
      )}
    </section>
  );
}
