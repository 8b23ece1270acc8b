import { useTranslation } from "react-i18next";
import { DiffView } from "@/shared/diff/diff-view";
import { Badge, type Tone } from "@/shared/ui/badge";
import type { SourceItem } from "../queries";

const TONES: Record<SourceItem["change"], Tone> = { new: "mata", changed: "ceu", gone: "urucum", same: "neutral" };

type ItemRowProps = { item: SourceItem; taken: boolean; onToggle: () => void };

/** One article that would come, change or go. What a person wrote since is said before it is overwritten. */
export function ItemRow({ item, taken, onToggle }: ItemRowProps) {
  const { t } = useTranslation("knowledge");
  return (
    <div className="overflow-hidden rounded-xl border bg-surface">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 px-3 py-2.5">
        <label className="flex min-w-0 flex-1 basis-56 items-center gap-2.5 font-medium">
          <input type="checkbox" className="size-4 shrink-0 accent-mata" checked={taken} onChange={onToggle} />
          <span className="min-w-0 [overflow-wrap:anywhere]">{item.title}</span>
        </label>
        <span className="text-[12.5px] text-ink-3">{t(`kind.${item.kind}`)}</span>
        <Badge tone={TONES[item.change]}>{t(`sources.change.${item.change}`)}</Badge>
        {item.edited && <Badge tone="ipe">{t("sources.edited")}</Badge>}
      </div>
      <details className="border-t">
        <summary className="cursor-pointer px-3 py-1.5 text-[12.5px] text-ink-2">{t(item.change === "changed" ? "sources.difference" : "sources.content")}</summary>
        {item.change === "changed" ? (
          <DiffView before={item.before ?? ""} after={item.after ?? ""} className="border-t" />
        ) : (
          <p className="border-t bg-sunken px-3 py-2 text-[13px] whitespace-pre-wrap [overflow-wrap:anywhere]">{item.after ?? item.before}</p>
        )}
      </details>
    </div>
  );
}
