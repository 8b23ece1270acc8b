import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { useContactName } from "@/shared/format/contact-name";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { ErrorState } from "@/shared/ui/error-state";
import { Sheet } from "@/shared/ui/sheet";
import { Skeleton } from "@/shared/ui/skeleton";
import { knownText } from "@/shared/words";
import { type CaseLine, casesQuery, fileAddress, type Narrowed } from "./queries";
import { useFigures } from "./use-figures";

type CasesSheetProps = { title: string; narrowed: Narrowed; onClose: () => void };

/** The conversations behind a number. */
export function CasesSheet({ title, narrowed, onClose }: CasesSheetProps) {
  const { t } = useTranslation("supervision");
  const text = useErrorText();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(casesQuery(narrowed));
  const items = data?.pages.flatMap((page) => page.items);
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={title}>
      <Button asChild size="sm" className="mb-3">
        <a href={fileAddress(narrowed)} download>
          <Download aria-hidden />
          {t("report.csv")}
        </a>
      </Button>
      {!items && error && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!items && !error && <Skeleton className="h-40" />}
      <ul aria-label={title} className="divide-y">
        {items?.map((one) => (
          <CaseRow key={one.id} one={one} />
        ))}
      </ul>
      {hasNextPage && (
        <Button className="mt-3 w-full" disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {t("report.more")}
        </Button>
      )}
    </Sheet>
  );
}

function CaseRow({ one }: { one: CaseLine }) {
  const { t } = useTranslation("supervision");
  const { moment } = useWhen();
  const { time } = useFigures();
  const name = useContactName()({ name: one.contact_name });
  const reason = one.handoff_reason && (knownText("common", `reason.${one.handoff_reason}`) ?? one.handoff_reason);
  const score = one.csat ?? one.nps;
  return (
    <li className="relative grid gap-1 py-3">
      <p className="flex items-baseline gap-2">
        <Link
          to="/conversas/$conversationId"
          params={{ conversationId: one.conversation_id }}
          className="min-w-0 flex-1 truncate font-medium outline-offset-2 after:absolute after:inset-0"
        >
          {name}
        </Link>
        <span className="shrink-0 text-[12.5px] text-ink-3">{moment(one.opened_at)}</span>
      </p>
      <p className="flex flex-wrap gap-1.5">
        <Badge tone={one.by_agent ? "ia" : one.state === "open" ? "ipe" : "neutral"}>{one.by_agent ? t("report.byAgent") : t(`report.state.${one.state}`)}</Badge>
        {score !== null && <Badge tone="ceu">{t("report.score", { score })}</Badge>}
      </p>
      <p className="text-[12.5px] text-ink-3">
        {[
          one.queue,
          one.operator,
          reason,
          one.first_person !== null && `${t("report.firstPerson")}: ${time(one.first_person)}`,
          one.length !== null && `${t("report.length")}: ${time(one.length)}`,
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </li>
  );
}
