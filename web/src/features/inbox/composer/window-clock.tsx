import { Clock3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";

const SOON = 2 * 3_600_000;

/** How long free text is still allowed. Says nothing on a channel without a window. */
export function WindowClock({ closesAt }: { closesAt: string | null }) {
  const { t } = useTranslation("inbox");
  const { span } = useWhen();
  const left = Date.parse(closesAt ?? "") - useNow();
  if (Number.isNaN(left)) return null;
  return (
    <span className={cn("ml-auto flex items-center gap-1 pr-1 text-[12px] text-ink-2", left < SOON && "text-urucum-text")}>
      <Clock3 className="size-3.5 shrink-0" aria-hidden />
      {left > 0 && <span className="hidden sm:inline">{t("composer.windowOpen")} ·</span>}
      {left > 0 ? t("composer.windowCloses", { span: span(left) }) : t("composer.windowClosed")}
    </span>
  );
}
