import { CircleHelp } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { panel } from "../media/panel";
import { records, text } from "@/shared/payload";

/** A kind we cannot show: said plainly, with what is known of it and where it can be seen. */
export function Unsupported({ message }: { message: Message }) {
  const { t } = useTranslation(["extras", "inbox"]);
  const kind = text(message.payload.type) ?? text(message.payload.original_type);
  const detail = records(message.payload.errors).map((error) => text(error.detail) ?? text(error.title)).find(Boolean);
  return (
    <div className={cn(panel, "flex w-72 max-w-full gap-2.5 p-2.5 text-[13px] text-ink-2")}>
      <CircleHelp className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium text-ink">{t("inbox:type.unsupported")}</p>
        <p>{t("unsupportedHint")}</p>
        {(kind ?? detail) && <p className="mt-1 font-mono text-[11.5px] [overflow-wrap:anywhere]">{[kind, detail].filter(Boolean).join(": ")}</p>}
      </div>
    </div>
  );
}
