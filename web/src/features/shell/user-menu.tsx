import { useSuspenseQuery } from "@tanstack/react-query";
import { BellRing, LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { sessionQuery } from "@/api/session";
import { Avatar } from "@/shared/ui/avatar";
import { Menu, MenuItem, MenuSeparator } from "@/shared/ui/menu";
import { PresenceDot } from "@/shared/ui/presence-dot";
import { LanguageChoice } from "./language-choice";
import { PresenceChoice } from "./presence-choice";
import { usePresence } from "./use-presence";
import { useSignOut } from "./use-sign-out";

export function UserMenu({ onShowAlerts }: { onShowAlerts: () => void }) {
  const { t } = useTranslation(["shell", "desk"]);
  const { user } = useSuspenseQuery(sessionQuery).data;
  const signOut = useSignOut();
  const [presence] = usePresence();
  return (
    <Menu
      side="right"
      trigger={
        <button type="button" aria-label={t("user.menu", { name: user.name })} title={presence && t(`desk:presence.${presence.state}`)} className="mt-2 rounded-full outline-white">
          <Avatar name={user.name} size={34} badge={presence && <PresenceDot state={presence.state} />} />
        </button>
      }
    >
      <div className="px-2 py-1.5">
        <p className="font-medium">{user.name}</p>
        <p className="text-[12.5px] text-ink-3">
          {t(`role.${user.role}`)} · {user.email}
        </p>
      </div>
      <MenuSeparator />
      <PresenceChoice />
      <MenuItem onSelect={onShowAlerts}>
        <BellRing aria-hidden />
        {t("user.alerts")}
      </MenuItem>
      <MenuSeparator />
      <LanguageChoice />
      <MenuSeparator />
      <MenuItem onSelect={signOut}>
        <LogOut aria-hidden />
        {t("user.logout")}
      </MenuItem>
    </Menu>
  );
}
