import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { Phone } from "./use-phone";
import { PendingOnPhone, PhoneBubble } from "./phone-bubble";

type PhoneScreenProps = Pick<Phone, "messages" | "pending" | "typing"> & {
  business: string;
  onChoose: (title: string, buttonId: string) => void;
};

/** The thread as the customer sees it, always at its end. */
export function PhoneScreen({ messages, pending, typing, business, onChoose }: PhoneScreenProps) {
  const { t } = useTranslation("start");
  const box = useRef<HTMLDivElement>(null);
  const lines = messages.length + pending.length;
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines, typing]);
  return (
    <div
      ref={box}
      role="log"
      aria-label={t("phone.messages")}
      tabIndex={0}
      className="scroll-thin flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto p-3 -outline-offset-2"
    >
      <div className="flex-1" />
      {lines === 0 && (
        <p className="mx-auto mb-auto max-w-[26ch] py-6 text-center text-[13.5px] text-balance text-ink-3">{t("phone.empty")}</p>
      )}
      {messages.map((message, index) => (
        <PhoneBubble
          key={message.id}
          message={message}
          business={business}
          last={index === messages.length - 1 && pending.length === 0}
          onChoose={onChoose}
        />
      ))}
      {pending.map((one) => (
        <PendingOnPhone key={one.id} {...one} />
      ))}
      {typing && <Dots />}
    </div>
  );
}

const DELAYS = ["0s", "0.15s", "0.3s"];

function Dots() {
  return (
    <div aria-hidden className="flex w-fit shrink-0 gap-1 rounded-2xl rounded-bl-md bg-surface px-3.5 py-3 shadow-lift">
      {DELAYS.map((animationDelay) => (
        <i key={animationDelay} className="size-1.5 animate-[blink_1.2s_infinite] rounded-full bg-ink-3" style={{ animationDelay }} />
      ))}
    </div>
  );
}
