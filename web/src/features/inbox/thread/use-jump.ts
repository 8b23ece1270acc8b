import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useEffectEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { keys } from "@/api/keys";
import { loadOlder, type Thread } from "@/api/messages";
import { toast } from "@/shared/ui/toast";
import type { Row } from "./rows";

/** Pages; a quote of something older than that is looked up by searching. */
const FARTHEST = 20;
/** Milliseconds. */
const GLOW = 1800;

/** Leads to a message of the thread, fetching the pages above when it stands there, and makes it glow. */
export function useJump(conversationId: string, rows: readonly Row[], scrollTo: (index: number) => void) {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const [lit, setLit] = useState<string | null>(null);
  const index = lit === null ? -1 : rows.findIndex((row) => row.kind === "message" && row.message.id === lit);

  const arrive = useEffectEvent(() => scrollTo(index));
  useEffect(() => {
    if (index < 0) return;
    arrive();
    const timer = setTimeout(() => setLit(null), GLOW);
    return () => clearTimeout(timer);
  }, [lit, index]);

  const jump = useCallback(
    (messageId: string) => {
      const loaded = () => client.getQueryData<Thread>(keys.messages(conversationId));
      const known = () => loaded()?.items.some((message) => message.id === messageId) ?? false;
      const search = async () => {
        for (let page = 0; page < FARTHEST && !known() && loaded()?.hasMore; page += 1) await loadOlder(client, conversationId);
        if (known()) setLit(messageId);
        else toast.failed(t("thread.jumpFailed"));
      };
      search().catch(() => toast.failed(t("thread.jumpFailed")));
    },
    [client, conversationId, t],
  );
  return { lit, jump };
}
