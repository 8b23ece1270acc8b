import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { ArrowRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import { useMe } from "@/api/me";
import { upsertConversation } from "@/realtime/cache";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { useShortcut } from "@/shared/keyboard/shortcuts";
import { Button } from "@/shared/ui/button";
import { Tooltip } from "@/shared/ui/tooltip";

/** How the queues are doing, and the way to take whoever is next. */
export function QueueBar() {
  const { t } = useTranslation(["desk", "inbox"]);
  const { span } = useWhen();
  const now = useNow();
  const answers = useMe().role !== "viewer";
  const take = useTakeNext();
  const { data } = useQuery({ queryKey: [...keys.counts, "standing"], queryFn: () => unwrap(api.GET("/api/v1/queues/standing")), refetchInterval: 60_000 });
  useShortcut({ key: "g", label: t("queue.next"), group: t("inbox:shortcuts.group") }, () => take.mutate(), answers);
  return (
    <div className="border-y bg-ipe-soft px-3.5 py-2 text-[12.5px] text-ipe-text">
      <ul aria-label={t("queue.standing")} className="grid gap-0.5" hidden={!data?.items.length}>
        {data?.items.map(({ queue_id, name, waiting, oldest, online, minutes }) => (
          <li key={queue_id} className="flex gap-2">
            <span className="min-w-0 flex-1 truncate font-medium">
              {name}: {t("queue.waiting", { count: waiting })}
            </span>
            <span className="shrink-0 tabular-nums">
              {[oldest && t("queue.oldest", { span: span(now - Date.parse(oldest)) }), minutes !== null && t("queue.minutes", { minutes }), t("queue.online", { count: online })].filter(Boolean).join(" · ")}
            </span>
          </li>
        ))}
      </ul>
      {answers && (
        <Tooltip label={t("queue.nextHint")} keys="G">
          <Button size="sm" variant="primary" className="mt-1.5 w-full" disabled={take.isPending} onClick={() => take.mutate()}>
            {t("queue.next")}
            <ArrowRight aria-hidden />
          </Button>
        </Tooltip>
      )}
    </div>
  );
}

function useTakeNext() {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/conversations/next", { body: { queue_id: null } })),
    onSuccess: (told) => {
      upsertConversation(client, told);
      void navigate({ to: "/conversas/$conversationId", params: { conversationId: told.id }, search: (previous) => previous });
    },
  });
}
