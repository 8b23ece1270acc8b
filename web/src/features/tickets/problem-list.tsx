import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Repeat2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Segmented } from "@/shared/ui/segmented";
import { Skeleton } from "@/shared/ui/skeleton";
import { type Problem, problemsQuery } from "./queries";

const spans = ["1", "7", "30"] as const;

/** What several contacts have said of late in like words. */
export function ProblemList() {
  const { t } = useTranslation("tickets");
  const text = useErrorText();
  const [days, setDays] = useState<(typeof spans)[number]>("7");
  const { data, error, refetch } = useQuery(problemsQuery(Number(days)));
  return (
    <div className="grid gap-4">
      <Segmented
        className="max-w-80"
        label={t("problems.within")}
        value={days}
        onChange={setDays}
        items={spans.map((value) => ({ value, label: t(`problems.days.${value}`) }))}
      />
      {error && !data && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-40 rounded-2xl" />}
      {data?.items.length === 0 && (
        <EmptyState icon={<Repeat2 />} title={t("problems.empty.title")} hint={t("problems.empty.hint")} className="rounded-2xl border border-dashed" />
      )}
      {data?.items.map((problem) => (
        <ProblemCard key={problem.tickets[0]!.id} problem={problem} />
      ))}
    </div>
  );
}

function ProblemCard({ problem }: { problem: Problem }) {
  const { t } = useTranslation("tickets");
  const when = useWhen();
  return (
    <Card className="p-5">
      <p className="flex flex-wrap items-center gap-1.5">
        <Badge tone="urucum">{t("problems.contacts", { count: problem.contacts })}</Badge>
        <Badge>{t(`category.${problem.category}`)}</Badge>
        <Badge tone={problem.open > 0 ? "ipe" : "mata"}>{t("problems.open", { count: problem.open })}</Badge>
        <span className="text-[12.5px] text-ink-3">
          {t("problems.span", { from: when.moment(problem.first_at), to: when.moment(problem.last_at) })}
        </span>
      </p>
      <p className="mt-2 font-medium">{problem.summary}</p>
      <ul aria-label={t("problems.tickets")} className="mt-2 flex flex-wrap gap-x-3 gap-y-1">
        {problem.tickets.map((ticket) => (
          <li key={ticket.id}>
            <Link to="/chamados/$ticketId" params={{ ticketId: ticket.id }} className="font-mono text-[12.5px] text-ceu-text underline">
              {ticket.protocol}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
