import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { ArrowLeft, CalendarPlus, Merge } from "lucide-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { useErrorText } from "@/api/use-error-text";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { ErrorState } from "@/shared/ui/error-state";
import { Page } from "@/shared/ui/page";
import { Skeleton } from "@/shared/ui/skeleton";
import { FollowUpDialog } from "./follow-up-dialog";
import { FollowUpList } from "./follow-up-list";
import { HistoryList } from "./history-list";
import { MergeDialog } from "./merge-dialog";
import { type TicketDetail, ticketQuery, type TicketRef } from "./queries";
import { SlaChip } from "./sla-chip";
import { TargetList } from "./target-list";
import { TicketFields } from "./ticket-fields";
import { statusTone } from "./tones";

/** One matter: what it is, what was promised, what was done and what is still to be done. */
export function TicketPage() {
  const { t } = useTranslation("tickets");
  const text = useErrorText();
  const { ticketId } = useParams({ from: "/signed-in/chamados/$ticketId" });
  const { data, error, refetch } = useQuery(ticketQuery(ticketId));
  return (
    <Page
      title={data ? t("titleOf", { protocol: data.protocol }) : t("title")}
      lead={
        <Link to="/chamados" className="inline-flex items-center gap-1 text-ceu-text underline">
          <ArrowLeft className="size-4" aria-hidden />
          {t("back")}
        </Link>
      }
    >
      {error && !data && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-96 rounded-2xl" />}
      {data && <Detail key={data.id} ticket={data} />}
    </Page>
  );
}

function Detail({ ticket }: { ticket: TicketDetail }) {
  const { t } = useTranslation("tickets");
  const when = useWhen();
  const may = useMay("operator");
  const [dialog, setDialog] = useState<"merge" | "follow-up" | null>(null);
  const changeable = may && ticket.status !== "closed";
  const close = () => setDialog(null);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-5 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-5">
        <Card className="p-5">
          <p className="flex flex-wrap items-center gap-2">
            <span className="font-medium">{ticket.contact_name}</span>
            <Badge tone={statusTone[ticket.status]}>{t(`status.${ticket.status}`)}</Badge>
            {ticket.sla && <SlaChip target={ticket.sla} />}
            <span className="text-[12.5px] text-ink-3">
              {t(`origin.${ticket.origin}`, { when: when.moment(ticket.created_at) })}
            </span>
          </p>
          <p className="mt-3 whitespace-pre-line">{ticket.summary}</p>
          <ul aria-label={t("conversations")} className="mt-3 flex flex-wrap gap-3">
            {ticket.conversations.map((id, index) => (
              <li key={id}>
                <Link to="/conversas/$conversationId" params={{ conversationId: id }} className="text-ceu-text underline">
                  {t(ticket.conversations.length > 1 ? "conversationNumber" : "toConversation", { number: index + 1 })}
                </Link>
              </li>
            ))}
          </ul>
        </Card>
        <Part
          title={t("followUp.title")}
          action={
            changeable &&
            ticket.conversation_id && (
              <Button size="sm" onClick={() => setDialog("follow-up")}>
                <CalendarPlus aria-hidden />
                {t("followUp.new")}
              </Button>
            )
          }
        >
          <FollowUpList ticketId={ticket.id} />
        </Part>
        <Part title={t("history")}>
          <HistoryList history={ticket.history} />
        </Part>
      </div>
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-5">
        <Part
          title={t("matter")}
          action={
            changeable && (
              <Button size="sm" onClick={() => setDialog("merge")}>
                <Merge aria-hidden />
                {t("merge.open")}
              </Button>
            )
          }
        >
          <TicketFields ticket={ticket} changeable={changeable} />
        </Part>
        <Part title={t("promises")}>
          <TargetList targets={ticket.targets} />
        </Part>
        <Others title={t("alike")} hint={t("alikeHint")} others={ticket.alike} />
        <Others title={t("merged")} hint={t("mergedHint")} others={ticket.merged} />
      </div>
      {dialog === "merge" && <MergeDialog ticket={ticket} onClose={close} />}
      {dialog === "follow-up" && ticket.conversation_id && (
        <FollowUpDialog ticketId={ticket.id} conversationId={ticket.conversation_id} onClose={close} />
      )}
    </div>
  );
}

function Part({ title, action, children }: { title: string; action?: ReactNode; children: ReactNode }) {
  return (
    <Card aria-label={title}>
      <header className="flex min-h-12 flex-wrap items-center gap-3 border-b px-5 py-2">
        <h2 className="flex-1 text-[15px] font-semibold">{title}</h2>
        {action}
      </header>
      {children}
    </Card>
  );
}

function Others({ title, hint, others }: { title: string; hint: string; others: TicketRef[] }) {
  const { t } = useTranslation("tickets");
  const when = useWhen();
  if (others.length === 0) return null;
  return (
    <Part title={title}>
      <p className="px-5 pt-3 text-[12.5px] text-ink-3">{hint}</p>
      <ul aria-label={title} className="divide-y">
        {others.map((other) => (
          <li key={other.id} className="px-5 py-2.5">
            <Link to="/chamados/$ticketId" params={{ ticketId: other.id }} className="text-ceu-text underline">
              {other.protocol}
            </Link>
            <span className="ml-2 text-[12.5px] text-ink-3">
              {when.date(other.created_at)} · {t(`status.${other.status}`)}
            </span>
            <p className="line-clamp-2 text-[13.5px] text-ink-2">{other.summary}</p>
          </li>
        ))}
      </ul>
    </Part>
  );
}
