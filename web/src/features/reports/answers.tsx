import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Smile } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { useContactName } from "@/shared/format/contact-name";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Skeleton } from "@/shared/ui/skeleton";
import { Switch } from "@/shared/ui/switch";
import { answersQuery } from "./queries";

type Answer = components["schemas"]["SurveyLine"];

const HIGHEST: Record<string, number> = { csat: 5, nps: 10 };

/** What contacts answered, with their reasons. */
export function Answers() {
  const { t } = useTranslation("supervision");
  const text = useErrorText();
  const [low, setLow] = useState(false);
  const { data, error, refetch, hasNextPage, fetchNextPage } = useInfiniteQuery(answersQuery(low));
  const items = data?.pages.flatMap((page) => page.items);
  return (
    <Card aria-label={t("answers.title")} className="overflow-hidden">
      <header className="flex flex-wrap items-center gap-3 px-5 py-4">
        <h2 className="flex-1 font-medium">{t("answers.title")}</h2>
        <label className="flex items-center gap-2 text-[13px] text-ink-2">
          <Switch checked={low} onCheckedChange={setLow} />
          {t("answers.low")}
        </label>
      </header>
      {!items && error && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!items && !error && <Skeleton className="m-5 h-32" />}
      {items?.length === 0 && <EmptyState icon={<Smile />} title={t("answers.empty")} hint={t("answers.emptyHint")} />}
      {items && items.length > 0 && (
        <ul aria-label={t("answers.title")} className="divide-y border-t">
          {items.map((answer) => (
            <AnswerRow key={answer.id} answer={answer} />
          ))}
        </ul>
      )}
      {hasNextPage && (
        <Button className="m-4" onClick={() => void fetchNextPage()}>
          {t("report.more")}
        </Button>
      )}
    </Card>
  );
}

function AnswerRow({ answer }: { answer: Answer }) {
  const { t } = useTranslation("supervision");
  const { briefly } = useWhen();
  const name = useContactName()({ name: answer.contact_name });
  return (
    <li className="relative grid gap-1 px-5 py-3 hover:bg-sunken">
      <p className="flex flex-wrap items-baseline gap-2">
        <Badge tone={answer.low ? "urucum" : "mata"}>{t("answers.score", { score: answer.score, highest: HIGHEST[answer.kind] ?? 10 })}</Badge>
        <Link
          to="/conversas/$conversationId"
          params={{ conversationId: answer.conversation_id }}
          className="min-w-0 flex-1 truncate font-medium outline-offset-2 after:absolute after:inset-0"
        >
          {name}
        </Link>
        <span className="text-[12.5px] text-ink-3">{answer.answered_at && briefly(answer.answered_at)}</span>
      </p>
      {answer.comment && <p className="[overflow-wrap:anywhere] whitespace-pre-line">{answer.comment}</p>}
      <p className="text-[12.5px] text-ink-3">
        {[answer.operator && t("answers.with", { name: answer.operator }), answer.by === "page" && t("answers.page"), answer.ticket_id && t("answers.ticket")]
          .filter(Boolean)
          .join(" · ")}
      </p>
    </li>
  );
}
