import { Link } from "@tanstack/react-router";
import { Keyboard, Moon, Sun } from "lucide-react";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { loadTexts } from "@/locales";
import { useTheme } from "@/shared/theme";
import { Logo } from "@/shared/ui/logo";
import { Tooltip } from "@/shared/ui/tooltip";
import { LiveMark } from "./live-mark";
import { navItems, settingsItem } from "./nav-items";
import { RailButton, railCell } from "./rail-button";

const UserMenu = lazy(async () => {
  await loadTexts("desk");
  return { default: (await import("./user-menu")).UserMenu };
});

type RailProps = { onShowShortcuts: () => void; onShowAlerts: () => void };

/** The way around on a wide screen. */
export function Rail({ onShowShortcuts, onShowAlerts }: RailProps) {
  const { t } = useTranslation("shell");
  const { theme, toggle } = useTheme();
  return (
    <nav
      aria-label={t("nav.main")}
      className="scroll-thin hidden w-[60px] shrink-0 flex-col items-center gap-1 overflow-y-auto bg-rail py-3 text-rail-ink md:flex"
    >
      <Link to="/inicio" aria-label={t("productName", { ns: "common" })} className="mb-3 rounded-xl outline-offset-2">
        <Logo />
      </Link>
      {navItems.map((item) => (
        <RailLink key={item.to} {...item} />
      ))}
      <div className="min-h-2 flex-1" />
      <LiveMark />
      <RailButton label={t("shortcuts.show")} keys="?" onClick={onShowShortcuts}>
        <Keyboard aria-hidden />
      </RailButton>
      <RailButton label={t(theme === "dark" ? "theme.toLight" : "theme.toDark")} onClick={toggle}>
        {theme === "dark" ? <Sun aria-hidden /> : <Moon aria-hidden />}
      </RailButton>
      <RailLink {...settingsItem} />
      <Suspense fallback={<span className="mt-2 size-[34px]" />}>
        <UserMenu onShowAlerts={onShowAlerts} />
      </Suspense>
    </nav>
  );
}

function RailLink({ to, label, icon: Icon }: (typeof navItems)[number]) {
  const { t } = useTranslation("shell");
  return (
    <Tooltip label={t(label)} side="right">
      <Link to={to} aria-label={t(label)} className={railCell} activeProps={{ className: "bg-rail-on text-white" }}>
        <Icon aria-hidden />
      </Link>
    </Tooltip>
  );
}
