import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CalendarClock, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useWhen } from "@/shared/format/use-when";
import { IconButton } from "@/shared/ui/icon-button";
import { toast } from "@/shared/ui/toast";
import { scheduledQuery } from "./scheduled";

/** What will leave later, with the way to stop it. */
export function ScheduledBar({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation("desk");
  const { moment } = useWhen();
  const client = useQueryClient();
  const { data } = useQuery(scheduledQuery(conversationId));
  const cancel = useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/scheduled/{scheduled_id}", { params: { path: { scheduled_id: id } } })),
    onSuccess: () => {
      toast.done(t("schedule.cancelled"));
      return client.invalidateQueries({ queryKey: scheduledQuery(conversationId).queryKey });
    },
  });
  const waiting = data?.items.filter(({ state }) => state === "waiting") ?? [];
  if (waiting.length === 0) return null;
  return (
    <ul aria-label={t("schedule.list")} className="mb-2 grid gap-1">
      {waiting.map(({ id, send_at, text, author, outside_window }) => (
        <li key={id} className="flex items-center gap-2 rounded-xl bg-ceu-soft px-3 py-1.5 text-[13px] text-ceu-text">
          <CalendarClock className="size-4 shrink-0" aria-hidden />
          <p className="min-w-0 flex-1 truncate" title={text}>
            <b className="font-medium">{moment(send_at)}</b> · {author}: {text}
            {outside_window && <span className="text-urucum-text"> · {t("schedule.outside")}</span>}
          </p>
          <IconButton label={t("schedule.cancel")} className="size-7" disabled={cancel.isPending} onClick={() => cancel.mutate(id)}>
            <X aria-hidden />
          </IconButton>
        </li>
      ))}
    </ul>
  );
}
