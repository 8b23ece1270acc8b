import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";

const tones = {
  contact: "border-ceu text-ceu-text",
  agent: "border-ia text-ia-text",
  operator: "border-mata text-mata-text",
  phone: "border-mata text-mata-text",
  system: "border-line-strong text-ink-2",
} satisfies Record<Message["author"], string>;

type QuoteBlockProps = { quote: NonNullable<Message["reply_to"]>; contactName: string; className?: string };

/** The message an answer refers to. */
export function QuoteBlock({ quote, contactName, className }: QuoteBlockProps) {
  const { t } = useTranslation("inbox");
  return (
    <blockquote
      className={cn(
        "rounded-lg border-l-[3px] bg-[color-mix(in_oklab,var(--ink)_5%,transparent)] px-2 py-1 text-[12.5px]",
        tones[quote.author],
        className,
      )}
    >
      <p className="font-semibold">{quote.author === "contact" ? contactName : t(`author.${quote.author}`)}</p>
      <p className="line-clamp-2 text-ink-2">{quote.text || t("type.text")}</p>
    </blockquote>
  );
}
