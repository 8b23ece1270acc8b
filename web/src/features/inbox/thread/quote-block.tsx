import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { plainText } from "@/shared/marks/marks";

const tones = {
  contact: "border-ceu text-ceu-text",
  agent: "border-ia text-ia-text",
  operator: "border-mata text-mata-text",
  phone: "border-mata text-mata-text",
  system: "border-line-strong text-ink-2",
} satisfies Record<Message["author"], string>;

type QuoteBlockProps = {
  quote: NonNullable<Message["reply_to"]>;
  contactName: string;
  /** Leads to the message that is quoted. */
  onJump?: (messageId: string) => void;
  className?: string;
};

/** The message an answer refers to. */
export function QuoteBlock({ quote, contactName, onJump, className }: QuoteBlockProps) {
  const { t } = useTranslation("inbox");
  const name = quote.author === "contact" ? contactName : t(`author.${quote.author}`);
  return (
    <blockquote
      className={cn("relative rounded-lg border-l-[3px] bg-[color-mix(in_oklab,var(--ink)_5%,transparent)] px-2 py-1 text-[12.5px]", tones[quote.author], className)}
    >
      <p className="font-semibold">{name}</p>
      <p className="line-clamp-2 text-ink-2">{plainText(quote.text ?? "") || t("type.text")}</p>
      {onJump && (
        <button type="button" onClick={() => onJump(quote.id)} aria-label={t("thread.jump", { name })} className="absolute inset-0 cursor-pointer rounded-lg hover:bg-[color-mix(in_oklab,var(--ink)_5%,transparent)]" />
      )}
    </blockquote>
  );
}
