import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui/icon-button";
import { QuoteBlock } from "../thread/quote-block";
import type { Draft } from "./use-draft";

type QuoteBarProps = { quote: NonNullable<Draft["quote"]>; contactName: string; onRemove: () => void };

/** The message that is being answered. */
export function QuoteBar({ quote, contactName, onRemove }: QuoteBarProps) {
  const { t } = useTranslation("inbox");
  return (
    <div className="flex items-center gap-2 px-3 pt-2">
      <QuoteBlock quote={quote} contactName={contactName} className="min-w-0 flex-1" />
      <IconButton label={t("composer.unquote")} onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
