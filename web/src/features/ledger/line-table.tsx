import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { knownText } from "@/shared/words";
import { useWhen } from "@/shared/format/use-when";
import { Badge, type Tone } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { ErrorState } from "@/shared/ui/error-state";
import { IconButton } from "@/shared/ui/icon-button";
import { Skeleton } from "@/shared/ui/skeleton";
import { linesQuery, type LedgerLine } from "./ledger-queries";
import { MoreButton } from "./more-button";
import { outcomes, type Outcome } from "./outcomes";
import { useProblemName } from "./problem-list";

type LineTableProps = { behind: string; onClose: () => void };

/** The messages behind one number; each leads to its conversation. */
export function LineTable({ behind, onClose }: LineTableProps) {
  const { t } = useTranslation("ledger");
  const text = useErrorText();
  const problem = useProblemName();
  const query = useInfiniteQuery(linesQuery(behind));
  const { data, error, refetch } = query;
  const outcome = outcomes.find((one) => one === behind);
  const what = outcome ? t(`outcome.${outcome}`) : problem(behind);
  const lines = data?.pages.flatMap((page) => page.items);
  return (
    <Card aria-label={what}>
      <header className="flex items-center gap-3 py-2 pr-3 pl-5">
        <h2 className="flex-1 font-display text-[17px] font-semibold">{what}</h2>
        <IconButton label={t("close")} onClick={onClose}>
          <X aria-hidden />
        </IconButton>
      </header>
      {error && !data && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="m-5 h-40" />}
      {lines?.length === 0 && <p className="border-t px-5 py-6 text-ink-3">{t("none")}</p>}
      <ul aria-label={t("messages")} className="divide-y border-t empty:hidden">
        {lines?.map((line) => (
          <LineRow key={line.message_id} line={line} mixed={!outcome} />
        ))}
      </ul>
      <MoreButton query={query} />
    </Card>
  );
}

/** Why it went there, in the words of this page or those of everywhere; a newer reason keeps its own name. */
function reasonText(reason: string): string {
  return knownText("ledger", `reason.${reason}`) ?? knownText("common", `reason.${reason}`) ?? reason;
}

const TONES: Record<Outcome, Tone> = { answered: "ia", grouped: "ia", handed: "mata", suppressed: "neutral", pending: "ipe" };

/** `mixed`: messages of several outcomes stand in one list, so each names its own. */
function LineRow({ line, mixed }: { line: LedgerLine; mixed: boolean }) {
  const { t } = useTranslation("ledger");
  const { moment, clock } = useWhen();
  const { contact_name: name, conversation_id: conversationId, outcome, reason, deadline } = line;
  return (
    <li>
      <Link
        to="/conversas/$conversationId"
        params={{ conversationId }}
        className="grid gap-x-4 gap-y-1 px-5 py-3 -outline-offset-2 hover:bg-sunken sm:grid-cols-[11rem_minmax(0,1fr)_auto]"
      >
        <span className="truncate font-medium">{name}</span>
        <span className="line-clamp-2 text-ink-2">{line.text ?? <i className="text-ink-3">{t("noText")}</i>}</span>
        <span className="flex flex-wrap items-center gap-2 text-[12.5px] text-ink-3 sm:justify-end">
          {mixed && outcome && <Badge tone={TONES[outcome]}>{t(`outcome.${outcome}`)}</Badge>}
          {reason && <span>{reasonText(reason)}</span>}
          {outcome === "pending" && deadline && t("deadline", { at: clock(deadline) })}
          <span className="tabular-nums">{moment(line.sent_at)}</span>
        </span>
      </Link>
    </li>
  );
}
