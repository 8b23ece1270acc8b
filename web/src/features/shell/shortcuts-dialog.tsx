import { useTranslation } from "react-i18next";
import { groupBy } from "@/shared/group-by";
import { type Shortcut, useShortcutList, useShortcutsEnabled } from "@/shared/keyboard/shortcuts";
import { Dialog } from "@/shared/ui/dialog";
import { Kbd } from "@/shared/ui/kbd";
import { Switch } from "@/shared/ui/switch";

const names: Record<string, string> = { escape: "Esc", enter: "Enter" };

type ShortcutsDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

export function ShortcutsDialog({ open, onOpenChange }: ShortcutsDialogProps) {
  const { t } = useTranslation("shell");
  const [enabled, setEnabled] = useShortcutsEnabled();
  const groups = groupBy(useShortcutList(), (shortcut) => shortcut.group);
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("shortcuts.title")}>
      <label className="mb-4 flex items-center gap-3 rounded-xl bg-sunken px-3 py-2.5">
        <span className="flex-1">
          <span className="block font-medium">{t("shortcuts.enabled")}</span>
          <span className="text-[12.5px] text-ink-3">{t("shortcuts.enabledHint")}</span>
        </span>
        <Switch checked={enabled} onCheckedChange={setEnabled} />
      </label>
      {[...groups].map(([group, shortcuts]) => (
        <Group key={group} title={group} shortcuts={shortcuts} />
      ))}
    </Dialog>
  );
}

function Group({ title, shortcuts }: { title: string; shortcuts: Shortcut[] }) {
  return (
    <section className="mb-4">
      <h3 className="mb-1 text-[12.5px] font-semibold text-ink-3">{title}</h3>
      <ul>
        {shortcuts.map(({ key, label }) => (
          <li key={key + label} className="flex items-center gap-3 py-1">
            <span className="flex-1">{label}</span>
            <Kbd>{names[key] ?? key.toUpperCase()}</Kbd>
          </li>
        ))}
      </ul>
    </section>
  );
}
