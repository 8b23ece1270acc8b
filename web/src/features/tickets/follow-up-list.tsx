import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CalendarClock, Check, ListTodo, Send, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { useErrorText } from "@/api/use-error-text";
import { useWhen } from "@/shared/format/use-when";
import { Badge, type Tone } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { IconButton } from "@/shared/ui/icon-button";
import { Skeleton } from "@/shared/ui/skeleton";
import { type FollowUp, followUpsQuery } from "./queries";

const stateTone: Record<FollowUp["state"], Tone> = { planned: "ceu", due: "ipe", done: "mata", cancelled: "neutral" };

/** What is planned or waits for a person; of one ticket also what is over. */
export function FollowUpList({ ticketId }: { ticketId?: string }) {
  const { t } = useTranslation("tickets");
  const text = useErrorText();
  const { data, error, refetch } = useQuery(followUpsQuery(ticketId));
  if (!data && error) return <ErrorState message={text(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-24 rounded-2xl" />;
  if (data.items.length === 0) {
    if (ticketId) return <p className="px-5 py-3 text-ink-3">{t("followUp.none")}</p>;
    return <EmptyState icon={<CalendarClock />} title={t("followUp.empty.title")} hint={t("followUp.empty.hint")} className="rounded-2xl border border-dashed" />;
  }
  const list = (
    <ul aria-label={t("followUp.title")} className="divide-y">
      {data.items.map((item) => (
        <FollowUpRow key={item.id} item={item} named={!ticketId} />
      ))}
    </ul>
  );
  return ticketId ? list : <Card>{list}</Card>;
}

function FollowUpRow({ item, named }: { item: FollowUp; named: boolean }) {
  const { t } = useTranslation("tickets");
  const when = useWhen();
  const client = useQueryClient();
  const may = useMay("operator");
  const path = { params: { path: { follow_up_id: item.id } } };
  const end = useMutation({
    mutationFn: (done: boolean) =>
      unwrap(
        done ? api.POST("/api/v1/follow-ups/{follow_up_id}/done", path) : api.DELETE("/api/v1/follow-ups/{follow_up_id}", path),
      ),
    onSettled: () => client.invalidateQueries({ queryKey: ["tickets"] }),
  });
  const Icon = item.kind === "message" ? Send : ListTodo;
  const open = item.state === "planned" || item.state === "due";
  return (
    <li className="flex items-start gap-3 px-5 py-3">
      <Icon className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-medium">{t(`followUp.kind.${item.kind}`)}</span>
          {named && <span>{item.contact_name}</span>}
          <Badge tone={stateTone[item.state]}>{t(`followUp.state.${item.state}`)}</Badge>
          {item.reason && <span className="text-[12.5px] text-ink-3">{t(`followUp.reason.${item.reason}`)}</span>}
        </p>
        <p className="mt-0.5 whitespace-pre-line text-ink-2">{item.text}</p>
        <p className="mt-1 text-[12.5px] text-ink-3">
          {t("followUp.when", { when: when.moment(item.ended_at ?? item.due_at), by: item.by })}
          {item.conversation_id && (
            <>
              {" · "}
              <Link to="/conversas/$conversationId" params={{ conversationId: item.conversation_id }} className="text-ceu-text underline">
                {t("toConversation")}
              </Link>
            </>
          )}
        </p>
      </div>
      {open && may && (
        <>
          <IconButton label={t("followUp.done")} disabled={end.isPending} onClick={() => end.mutate(true)}>
            <Check aria-hidden />
          </IconButton>
          <IconButton label={t("followUp.cancel")} disabled={end.isPending} onClick={() => end.mutate(false)}>
            <X aria-hidden />
          </IconButton>
        </>
      )}
    </li>
  );
}
