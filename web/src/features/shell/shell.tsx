import { Outlet, useRouterState } from "@tanstack/react-router";
import { lazy, Suspense, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { loadTexts } from "@/locales";
import { useLiveConnection } from "@/realtime/use-live";
import { useShortcut } from "@/shared/keyboard/shortcuts";
import { BottomBar } from "./bottom-bar";
import { OfflineBanner } from "./offline-banner";
import { Rail } from "./rail";
import { SkipLink } from "./skip-link";
import { useCommandKey } from "./use-command-key";

/** A part that opens beside the page, with the texts of the desk. */
async function withDeskTexts<T>(part: Promise<T>): Promise<T> {
  await loadTexts("desk");
  return part;
}

const Alerts = lazy(async () => ({ default: (await withDeskTexts(import("./alerts/alerts"))).Alerts }));
const AlertsDialog = lazy(async () => ({ default: (await withDeskTexts(import("./alerts/alerts-dialog"))).AlertsDialog }));
const ChannelBanner = lazy(async () => ({ default: (await import("./channel-banner")).ChannelBanner }));
const CommandBar = lazy(async () => ({ default: (await import("./command-bar")).CommandBar }));
const ShortcutsDialog = lazy(async () => ({ default: (await import("./shortcuts-dialog")).ShortcutsDialog }));

const MAIN = "main";

/** The frame around every page of somebody who signed in. */
export function Shell() {
  const { t } = useTranslation("shell");
  const [command, setCommand] = useState(false);
  const [shortcuts, setShortcuts] = useState(false);
  const [alerts, setAlerts] = useState(false);
  const showAlerts = () => setAlerts(true);
  useLiveConnection();
  useCommandKey(() => setCommand((open) => !open));
  useShortcut({ key: "?", label: t("shortcuts.show"), group: t("shortcuts.general") }, () => setShortcuts(true));
  // An open thread has its own way back and needs the height more.
  const inThread = useRouterState({ select: (state) => state.location.pathname.startsWith("/conversas/") });
  return (
    <div className="flex h-dvh flex-col overflow-hidden md:flex-row">
      <SkipLink to={MAIN} />
      <Rail onShowShortcuts={() => setShortcuts(true)} onShowAlerts={showAlerts} />
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <OfflineBanner />
        <Suspense>
          <ChannelBanner />
        </Suspense>
        <Main />
      </div>
      {!inThread && <BottomBar onShowAlerts={showAlerts} />}
      <Suspense>
        <Alerts />
        {alerts && <AlertsDialog onClose={() => setAlerts(false)} />}
        {command && <CommandBar open onOpenChange={setCommand} onShowAlerts={showAlerts} />}
        {shortcuts && <ShortcutsDialog open onOpenChange={setShortcuts} />}
      </Suspense>
    </div>
  );
}

/** Moves the focus to the page when another one opens, as a full page load would. */
function Main() {
  const ref = useRef<HTMLElement>(null);
  const page = useRouterState({ select: (state) => state.location.pathname.split("/")[1] });
  const opened = useRef(page);
  useEffect(() => {
    if (opened.current === page) return;
    opened.current = page;
    ref.current?.focus();
  }, [page]);
  return (
    <main id={MAIN} ref={ref} tabIndex={-1} className="min-h-0 min-w-0 flex-1 outline-none focus-visible:outline-none">
      <Outlet />
    </main>
  );
}
