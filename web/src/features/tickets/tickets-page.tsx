import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Ticket as TicketIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Page } from "@/shared/ui/page";
import { SearchField } from "@/shared/ui/search-field";
import { Segmented } from "@/shared/ui/segmented";
import { Select } from "@/shared/ui/select";
import { Skeleton } from "@/shared/ui/skeleton";
import { FollowUpList } from "./follow-up-list";
import { ProblemList } from "./problem-list";
import { ticketCountsQuery, ticketsQuery, type Wanted } from "./queries";
import { TicketRow } from "./ticket-row";
import { priorities, type Priority, type Stand, stands, type View, views } from "./views";

const wantedOf: Record<Stand, Wanted> = {
  abertos: { unsettled: true },
  atrasados: { unsettled: true, late: true },
  esperando: { status: "waiting" },
  resolvidos: { status: "resolved" },
  todos: {},
};

/** Matters that are followed until they are settled, what is to be done later for contacts, and what comes again. */
export function TicketsPage() {
  const { t } = useTranslation("tickets");
  const { ver: view = "chamados" } = useSearch({ from: "/signed-in/chamados" });
  const navigate = useNavigate();
  const show = (ver: View) => void navigate({ to: "/chamados", search: ver === "chamados" ? {} : { ver } });
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Segmented
        className="mb-5 max-w-96"
        label={t("show")}
        value={view}
        onChange={show}
        items={views.map((value) => ({ value, label: t(`view.${value}`) }))}
      />
      {view === "chamados" && <Tickets />}
      {view === "retornos" && <FollowUpList />}
      {view === "recorrentes" && <ProblemList />}
    </Page>
  );
}

function Tickets() {
  const { t } = useTranslation("tickets");
  const chosen = useSearch({ from: "/signed-in/chamados" });
  const { estado: stand = "abertos", prioridade: priority, q = "" } = chosen;
  const navigate = useNavigate();
  const { data: counts } = useQuery(ticketCountsQuery);
  const asked = useDebounced(q.trim(), 250);
  const change = (search: { estado?: Stand; prioridade?: Priority | undefined; q?: string | undefined }) =>
    void navigate({ to: "/chamados", search: { ...chosen, ...search }, replace: true });
  const count: Partial<Record<Stand, number | undefined>> = {
    abertos: counts?.open,
    atrasados: counts?.late,
    esperando: counts?.waiting,
  };
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
      <div className="flex flex-wrap items-center gap-3">
        <Segmented
          className="scroll-thin max-w-full overflow-x-auto"
          label={t("which")}
          value={stand}
          onChange={(estado) => change({ estado })}
          items={stands.map((value) => ({ value, label: t(`stand.${value}`), count: count[value] }))}
        />
        <Select
          aria-label={t("priorityOf")}
          className="w-52"
          value={priority ?? ""}
          onChange={(event) => change({ prioridade: (event.target.value || undefined) as Priority | undefined })}
        >
          <option value="">{t("anyPriority")}</option>
          {priorities.map((value) => (
            <option key={value} value={value}>
              {t(`priority.${value}`)}
            </option>
          ))}
        </Select>
        <SearchField
          className="min-w-48 flex-1"
          label={t("search")}
          value={q}
          onChange={(event) => change({ q: event.target.value || undefined })}
        />
      </div>
      <TicketList wanted={{ ...wantedOf[stand], ...(priority && { priority }), ...(asked && { q: asked }) }} />
    </div>
  );
}

function TicketList({ wanted }: { wanted: Wanted }) {
  const { t } = useTranslation("tickets");
  const text = useErrorText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(ticketsQuery(wanted));
  if (!data && error) return <ErrorState message={text(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-64 rounded-2xl" />;
  const tickets = data.pages.flatMap((page) => page.items);
  if (tickets.length === 0) {
    return <EmptyState icon={<TicketIcon />} title={t("empty.title")} hint={t("empty.hint")} className="rounded-2xl border border-dashed" />;
  }
  return (
    <Card className="overflow-hidden">
      <ul aria-label={t("title")} className="divide-y">
        {tickets.map((ticket) => (
          <TicketRow key={ticket.id} ticket={ticket} />
        ))}
      </ul>
      {hasNextPage && (
        <div className="border-t p-3">
          <Button variant="ghost" className="w-full" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
            {t("more")}
          </Button>
        </div>
      )}
    </Card>
  );
}
