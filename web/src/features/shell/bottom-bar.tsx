import { Link } from "@tanstack/react-router";
import { Ellipsis } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadTexts } from "@/locales";
import { navItems } from "./nav-items";

const MoreSheet = lazy(async () => {
  await loadTexts("desk");
  return { default: (await import("./more-sheet")).MoreSheet };
});

const cell = "flex flex-col items-center gap-0.5 py-2 text-[11px] font-medium text-ink-3 [&_svg]:size-5";

/** The way around on a phone. */
export function BottomBar({ onShowAlerts }: { onShowAlerts: () => void }) {
  const { t } = useTranslation("shell");
  const [more, setMore] = useState(false);
  return (
    <nav
      aria-label={t("nav.phone")}
      className="grid shrink-0 auto-cols-fr grid-flow-col border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {navItems
        .filter((item) => item.daily)
        .map(({ to, label, icon: Icon }) => (
          <Link key={to} to={to} className={cell} activeProps={{ className: "text-mata-text" }}>
            <Icon aria-hidden />
            {t(label)}
          </Link>
        ))}
      <button type="button" className={cell} aria-haspopup="dialog" onClick={() => setMore(true)}>
        <Ellipsis aria-hidden />
        {t("nav.more")}
      </button>
      <Suspense>{more && <MoreSheet onClose={() => setMore(false)} onShowAlerts={onShowAlerts} />}</Suspense>
    </nav>
  );
}
