import { CalendarClock, IdCard, LayoutTemplate, List, MapPin, Plus } from "lucide-react";
import { lazy, type ReactNode, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Capabilities, Conversation } from "@/api/types";
import { Button } from "@/shared/ui/button";
import { Menu, MenuItem } from "@/shared/ui/menu";
import { withDeskTexts, withExtras } from "../with-extras";

const dialogs = {
  template: lazy(async () => ({ default: (await withExtras(import("../templates/template-dialog"))).TemplateDialog })),
  place: lazy(async () => ({ default: (await withExtras(import("./place-dialog"))).PlaceDialog })),
  card: lazy(async () => ({ default: (await withExtras(import("./card-dialog"))).CardDialog })),
  options: lazy(async () => ({ default: (await withExtras(import("./options-dialog"))).OptionsDialog })),
  later: lazy(async () => ({ default: (await withExtras(withDeskTexts(import("./later-dialog")))).LaterDialog })),
};

type MoreMenuProps = {
  conversation: Conversation;
  contactName: string;
  disabled: boolean;
  can: Capabilities | undefined;
  text: string;
  onTextTaken: () => void;
};

/** What can be sent besides words and files, as far as the channel takes it. */
export function MoreMenu({ conversation, contactName, disabled, can, text, onTextTaken }: MoreMenuProps) {
  const { t } = useTranslation("inbox");
  const [open, setOpen] = useState<keyof typeof dialogs | null>(null);
  const all: { kind: keyof typeof dialogs; icon: ReactNode; works: boolean | undefined }[] = [
    { kind: "template", icon: <LayoutTemplate aria-hidden />, works: can?.templates },
    { kind: "options", icon: <List aria-hidden />, works: can && (can.max_buttons > 0 || can.max_rows > 0 || can.links) },
    { kind: "place", icon: <MapPin aria-hidden />, works: can?.location },
    { kind: "card", icon: <IdCard aria-hidden />, works: can?.contacts },
    { kind: "later", icon: <CalendarClock aria-hidden />, works: can !== undefined },
  ];
  const working = all.filter(({ works }) => works);
  if (working.length === 0) return null;
  const Opened = open && dialogs[open];
  return (
    <>
      <Menu
        align="start"
        side="top"
        trigger={
          <Button variant="ghost" size="icon" aria-label={t("more.open")} title={t("more.open")} disabled={disabled}>
            <Plus aria-hidden />
          </Button>
        }
      >
        {working.map(({ kind, icon }) => (
          <MenuItem key={kind} onSelect={() => setOpen(kind)}>
            {icon}
            {t(`more.${kind}`)}
          </MenuItem>
        ))}
      </Menu>
      <Suspense>{Opened && can && <Opened conversation={conversation} contactName={contactName} can={can} text={text} onTextTaken={onTextTaken} onClose={() => setOpen(null)} />}</Suspense>
    </>
  );
}
