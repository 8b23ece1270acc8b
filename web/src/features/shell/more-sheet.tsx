import { Link } from "@tanstack/react-router";
import { BellRing, LogOut, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";
import { currentLanguage, languages, setLanguage } from "@/locales";
import { useTheme } from "@/shared/theme";
import { Segmented } from "@/shared/ui/segmented";
import { Sheet } from "@/shared/ui/sheet";
import { navItems, settingsItem } from "./nav-items";
import { PresenceBar } from "./presence-bar";
import { useSignOut } from "./use-sign-out";

const row = "flex items-center gap-3 rounded-lg px-2 py-2.5 text-left text-[15px] hover:bg-sunken [&_svg]:size-5 [&_svg]:text-ink-3";

type MoreSheetProps = { onClose: () => void; onShowAlerts: () => void };

/** What the bottom bar of a phone has no room for. */
export function MoreSheet({ onClose, onShowAlerts }: MoreSheetProps) {
  const { t } = useTranslation("shell");
  const { theme, toggle } = useTheme();
  const signOut = useSignOut();
  const rest = [...navItems.filter((item) => !item.daily), settingsItem];
  return (
    <Sheet open onOpenChange={onClose} title={t("nav.more")} side="bottom">
      <div className="grid gap-0.5">
        <PresenceBar />
        {rest.map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} className={row} onClick={onClose}>
            <Icon aria-hidden />
            {t(label)}
          </Link>
        ))}
        <button
          type="button"
          className={row}
          onClick={() => {
            onClose();
            onShowAlerts();
          }}
        >
          <BellRing aria-hidden />
          {t("user.alerts")}
        </button>
        <button type="button" className={row} onClick={toggle}>
          {theme === "dark" ? <Sun aria-hidden /> : <Moon aria-hidden />}
          {t(theme === "dark" ? "theme.toLight" : "theme.toDark")}
        </button>
        <button type="button" className={row} onClick={signOut}>
          <LogOut aria-hidden />
          {t("user.logout")}
        </button>
        <Segmented
          className="mt-3"
          label={t("user.language")}
          value={currentLanguage()}
          items={languages}
          onChange={(language) => void setLanguage(language)}
        />
      </div>
    </Sheet>
  );
}
