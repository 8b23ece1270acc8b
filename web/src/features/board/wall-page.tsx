import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useContactName } from "@/shared/format/contact-name";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Button } from "@/shared/ui/button";
import { PageTitle } from "@/shared/ui/page-title";
import { Skeleton } from "@/shared/ui/skeleton";
import { BoardFigures } from "./board-figures";
import { PeopleTable } from "./people-table";
import { type Board, boardQuery } from "./queries";
import { QueueTable } from "./queue-table";

/** For a screen on the wall: what waits comes first, in letters one reads from afar, over the whole window. */
export function WallPage() {
  const { t } = useTranslation("supervision");
  const { data: board } = useQuery(boardQuery);
  return (
    <div className="scroll-thin fixed inset-0 z-30 overflow-auto bg-paper p-4 md:p-8">
      <PageTitle title={t("board.title")} />
      <header className="mb-5 flex items-center gap-4">
        <h1 className="font-display text-[clamp(22px,2.4vw,36px)] font-semibold">{t("board.title")}</h1>
        <span className="flex-1" />
        <Button asChild>
          <Link to="/painel">
            <X aria-hidden />
            {t("board.leaveWall")}
          </Link>
        </Button>
      </header>
      {board ? (
        <div className="grid gap-5">
          <BoardFigures board={board} large />
          <div className="grid items-start gap-5 lg:grid-cols-3">
            <Waiting items={board.waiting_list} />
            <QueueTable queues={board.queues} />
            <PeopleTable people={board.people.filter((person) => person.state !== "offline")} />
          </div>
        </div>
      ) : (
        <Skeleton className="h-96 rounded-2xl" />
      )}
    </div>
  );
}

function Waiting({ items }: { items: Board["waiting_list"] }) {
  const { t } = useTranslation("supervision");
  const contactName = useContactName();
  const { span } = useWhen();
  const now = useNow();
  if (items.length === 0) {
    return <p className="grid min-h-40 place-items-center rounded-2xl border border-dashed text-[20px] text-ink-3">{t("board.nobody")}</p>;
  }
  return (
    <ol aria-label={t("board.waiting")} className="divide-y rounded-2xl border bg-surface text-[clamp(16px,1.5vw,24px)]">
      {items.slice(0, 10).map((item) => (
        <li key={item.id} className="flex items-baseline gap-3 px-5 py-3">
          <span className="min-w-0 flex-1 truncate font-medium">{contactName(item.contact)}</span>
          <span className="shrink-0 tabular-nums text-ipe-text">{item.waiting_since ? span(now - Date.parse(item.waiting_since)) : "–"}</span>
        </li>
      ))}
    </ol>
  );
}
