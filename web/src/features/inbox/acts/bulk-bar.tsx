import { AlarmClock, Archive, Hand, Tags, UserRoundPlus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useShortcut } from "@/shared/keyboard/shortcuts";
import { Button } from "@/shared/ui/button";
import { IconButton } from "@/shared/ui/icon-button";
import { select, useSelection } from "../selection";
import { useActs } from "./acts";
import { useAct } from "./use-act";

/** What can be done to all that are ticked. */
export function BulkBar({ shown }: { shown: readonly string[] }) {
  const { t } = useTranslation(["desk", "inbox"]);
  const ids = [...useSelection()];
  const [open, dialog] = useActs(ids);
  const act = useAct();
  useShortcut({ key: "escape", label: t("bulk.clear"), group: t("inbox:shortcuts.group") }, () => select([]));
  const claim = () => act.mutate({ ids, action: { kind: "assign", operator_id: null, note: "" } });
  return (
    <div role="toolbar" aria-label={t("bulk.label")} className="flex items-center gap-0.5 border-y bg-mata-soft px-2 py-1.5">
      <p role="status" className="min-w-0 flex-1 pl-2 font-semibold tabular-nums text-mata-text">
        <span aria-hidden>{ids.length}</span>
        <span className="sr-only">{t("bulk.count", { count: ids.length })}</span>
      </p>
      <Button size="sm" variant="ghost" onClick={() => select(shown)}>
        {t("bulk.all")}
      </Button>
      <IconButton label={t("inbox:actions.claim")} onClick={claim}>
        <Hand aria-hidden />
      </IconButton>
      <IconButton label={t("transfer.key")} onClick={() => open("transfer")}>
        <UserRoundPlus aria-hidden />
      </IconButton>
      <IconButton label={t("snooze.key")} onClick={() => open("snooze")}>
        <AlarmClock aria-hidden />
      </IconButton>
      <IconButton label={t("sort.key")} onClick={() => open("sort")}>
        <Tags aria-hidden />
      </IconButton>
      <IconButton label={t("inbox:actions.resolve")} onClick={() => open("resolve")}>
        <Archive aria-hidden />
      </IconButton>
      <IconButton label={t("bulk.clear")} onClick={() => select([])}>
        <X aria-hidden />
      </IconButton>
      {dialog}
    </div>
  );
}
