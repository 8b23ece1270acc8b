import { Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ContactDetail } from "@/api/types";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { useMergeUndo } from "./use-merge-undo";

type MergeListProps = { merges: ContactDetail["merges"]; canEdit: boolean };

/** Who was found to be this person, and the way back. */
export function MergeList({ merges, canEdit }: MergeListProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const { date } = useWhen();
  const undo = useMergeUndo();
  return (
    <ul className="grid gap-2 text-[13px]">
      {merges.map((merge) => (
        <li key={merge.id} className="flex items-center gap-2">
          <span className="min-w-0 flex-1">
            <span className="block truncate">{merge.name || t("merge.unnamed")}</span>
            <span className="block text-[12px] text-ink-3">{t("merge.by", { by: merge.by, date: date(merge.at) })}</span>
          </span>
          {canEdit && (
            <Button size="sm" variant="ghost" disabled={undo.isPending} onClick={() => undo.mutate(merge.id)}>
              <Undo2 aria-hidden />
              {t("merge.undo")}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
