import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import type { Conversation } from "@/api/types";
import { useContactName } from "@/shared/format/contact-name";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { knownText } from "@/shared/words";
import { StepIn } from "./step-in";

type BoardRowsProps = { title: string; items: Conversation[]; empty: string };

/** Conversations that want somebody, with the ways to step in. */
export function BoardRows({ title, items, empty }: BoardRowsProps) {
  return (
    <Card aria-label={title} className="overflow-hidden">
      <h2 className="px-5 pt-4 pb-2 font-medium">{title}</h2>
      {items.length === 0 ? (
        <p className="px-5 pb-4 text-ink-3">{empty}</p>
      ) : (
        <ul aria-label={title} className="divide-y border-t">
          {items.map((item) => (
            <Row key={item.id} item={item} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function Row({ item }: { item: Conversation }) {
  const { t } = useTranslation("supervision");
  const name = useContactName()(item.contact);
  const { span } = useWhen();
  const now = useNow();
  const mayStepIn = useMay("operator");
  const late = item.sla && Date.parse(item.sla.due_at) <= now;
  const since = item.waiting_since ?? item.last_message_at;
  const reason = item.handoff_reason && knownText("common", `reason.${item.handoff_reason}`);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-5 py-2.5">
      <div className="min-w-0 flex-1 basis-52">
        <p className="flex items-baseline gap-2">
          <Link
            to="/conversas/$conversationId"
            params={{ conversationId: item.id }}
            className="truncate font-medium underline-offset-2 hover:underline"
          >
            {name}
          </Link>
          <span className="shrink-0 text-[12.5px] text-ink-3 tabular-nums">{t("board.since", { time: span(now - Date.parse(since)) })}</span>
        </p>
        <p className="truncate text-[12.5px] text-ink-3">
          {[item.queue?.name, item.operator?.name, reason].filter(Boolean).join(" · ") || item.preview}
        </p>
      </div>
      {item.sla && item.sla.state !== "ok" && (
        <Badge tone={late ? "urucum" : "ipe"}>{late ? t("board.late") : t("board.risk")}</Badge>
      )}
      {mayStepIn && <StepIn conversationId={item.id} name={name} />}
    </li>
  );
}
