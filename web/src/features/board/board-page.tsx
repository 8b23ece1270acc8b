import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Tv } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { ErrorState } from "@/shared/ui/error-state";
import { Page } from "@/shared/ui/page";
import { Skeleton } from "@/shared/ui/skeleton";
import { BoardFigures } from "./board-figures";
import { BoardRows } from "./board-rows";
import { PeopleTable } from "./people-table";
import { boardQuery } from "./queries";
import { QueueTable } from "./queue-table";
import { Today } from "./today";

/** How things stand at this moment, and the ways to step in. */
export function BoardPage() {
  const { t } = useTranslation("supervision");
  const wall = (
    <Button asChild>
      <Link to="/painel/ao-vivo">
        <Tv aria-hidden />
        {t("board.wall")}
      </Link>
    </Button>
  );
  return (
    <Page title={t("board.title")} lead={t("board.lead")} actions={wall} className="max-w-6xl">
      <Standing />
    </Page>
  );
}

function Standing() {
  const { t } = useTranslation("supervision");
  const text = useErrorText();
  const { data: board, error, refetch } = useQuery(boardQuery);
  if (!board && error) return <ErrorState message={text(error)} onRetry={() => void refetch()} />;
  if (!board) return <Skeleton className="h-64 rounded-2xl" />;
  return (
    <div className="grid gap-5">
      <BoardFigures board={board} />
      <div className="grid items-start gap-5 lg:grid-cols-[3fr_2fr]">
        <div className="grid gap-5">
          <BoardRows title={t("board.waiting")} items={board.waiting_list} empty={t("board.nobodyHint")} />
          <BoardRows title={t("board.soon")} items={board.at_risk} empty={t("board.noRisk")} />
        </div>
        <div className="grid gap-5">
          <Today today={board.today} />
          <QueueTable queues={board.queues} />
          <PeopleTable people={board.people} />
        </div>
      </div>
    </div>
  );
}
