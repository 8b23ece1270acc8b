import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Card } from "@/shared/ui/card";
import type { Board } from "./queries";

type Tone = "plain" | "ipe" | "urucum";

/** What waits first; each number opens its conversations. */
export function BoardFigures({ board, large }: { board: Board; large?: boolean }) {
  const { t } = useTranslation("supervision");
  const { span } = useWhen();
  const now = useNow();
  const oldest = board.oldest ? span(now - Date.parse(board.oldest)) : "–";
  const size = large ? "text-[clamp(30px,4vw,68px)]" : "text-[30px]";
  return (
    <Card aria-label={t("board.figures")} className="overflow-hidden">
      <ul className="grid grid-cols-2 gap-px bg-line sm:grid-cols-3 lg:grid-cols-6">
        <Figure label={t("board.waiting")} value={board.waiting} tone={board.waiting > 0 ? "ipe" : "plain"} size={size} search={{ aba: "waiting", ordem: "queue" }} />
        <Figure label={t("board.oldest")} value={oldest} tone={board.oldest ? "ipe" : "plain"} size={size} search={{ aba: "waiting", ordem: "queue" }} />
        <Figure label={t("board.late")} value={board.late} tone={board.late > 0 ? "urucum" : "plain"} size={size} search={{ aba: "all", ordem: "oldest" }} />
        <Figure label={t("board.soon")} value={board.soon} tone={board.soon > 0 ? "ipe" : "plain"} size={size} search={{ aba: "all", ordem: "oldest" }} />
        <Figure label={t("board.withPeople")} value={board.with_people} tone="plain" size={size} search={{ aba: "all" }} />
        <Figure label={t("board.withAgent")} hint={t("board.withAgentHint")} value={board.with_agent} tone="plain" size={size} search={{ aba: "bot" }} />
      </ul>
    </Card>
  );
}

type FigureProps = {
  label: string;
  hint?: string;
  value: ReactNode;
  tone: Tone;
  size: string;
  search: { aba: "waiting" | "all" | "bot"; ordem?: "queue" | "oldest" };
};

const look: Record<Tone, string> = { plain: "text-ink", ipe: "text-ipe-text", urucum: "text-urucum-text" };

function Figure({ label, hint, value, tone, size, search }: FigureProps) {
  return (
    <li className="bg-surface">
      <Link to="/conversas" search={search} className="grid h-full content-start gap-1 px-4 py-3.5 -outline-offset-2 hover:bg-sunken">
        <span className="text-[13px] text-ink-2">{label}</span>
        <span className={cn("font-display leading-tight font-semibold whitespace-nowrap tabular-nums", size, look[tone])}>{value}</span>
        {hint && <span className="text-[12px] text-ink-3">{hint}</span>}
      </Link>
    </li>
  );
}
