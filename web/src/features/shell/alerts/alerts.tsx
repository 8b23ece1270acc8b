import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { countsQuery } from "@/api/conversations";
import { keys } from "@/api/keys";
import { useMe } from "@/api/me";
import type { Conversation } from "@/api/types";
import { useChanges } from "@/realtime/use-live";
import { plainText } from "@/shared/marks/marks";
import { setTitleCount } from "@/shared/ui/page-title";
import { type News, newsOf } from "./news";
import { ring } from "./ring";
import { alertSettings } from "./settings";

/** Milliseconds during which other tabs of this browser see that one of them has already called. */
const ONCE = 5_000;

/** Calls people to what waits for them: by sound, by a notification of the system, and with the number in the title. */
export function Alerts() {
  const { t } = useTranslation("desk");
  const client = useQueryClient();
  const navigate = useNavigate();
  const me = useMe();
  const { data: counts } = useQuery(countsQuery);
  useEffect(() => setTitleCount(counts?.waiting ?? 0), [counts?.waiting]);

  const notify = ({ kind, key, conversationId, name, text }: News) => {
    if (!("Notification" in window) || Notification.permission !== "granted") return;
    const title = t(`alerts.${kind}`, { name: name || t("alerts.somebody") });
    const shown = new Notification(title, { body: plainText(text).slice(0, 160), tag: key, silent: true });
    shown.onclick = () => {
      window.focus();
      shown.close();
      void navigate({ to: "/conversas/$conversationId", params: { conversationId } });
    };
  };

  const call = async (news: News[]) => {
    const first: News[] = [];
    for (const one of news) if (await isFirst(one.key)) first.push(one);
    if (first.length === 0) return;
    const { sound, desktop } = alertSettings();
    if (sound) ring();
    if (desktop) first.slice(0, 3).forEach(notify);
  };

  useChanges((changes) => {
    const { quietUntil, always } = alertSettings();
    const now = Date.now();
    if (me.role === "viewer" || now < quietUntil) return;
    if (!always && document.visibilityState === "visible" && document.hasFocus()) return;
    const before = (id: string) => client.getQueryData<Conversation>(keys.conversation(id));
    void call(newsOf(changes, before, me.id, now));
  });
  return null;
}

/** Whether this tab is the one that calls: the first of the browser to ask keeps the name for a while. */
function isFirst(key: string): Promise<boolean> {
  const { locks } = navigator as { locks?: LockManager };
  if (!locks) return Promise.resolve(true);
  return new Promise((resolve) => {
    void locks.request(`prosa.alert.${key}`, { ifAvailable: true }, (lock) => {
      resolve(lock !== null);
      return lock && new Promise((done) => setTimeout(done, ONCE));
    });
  });
}
