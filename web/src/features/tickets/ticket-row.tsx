import { Link } from "@tanstack/react-router";
import { Repeat2 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import type { Ticket } from "./queries";
import { SlaChip } from "./sla-chip";
import { priorityTone, statusTone } from "./tones";

export function TicketRow({ ticket }: { ticket: Ticket }) {
  const { t } = useTranslation("tickets");
  const when = useWhen();
  return (
    <li>
      <Link to="/chamados/$ticketId" params={{ ticketId: ticket.id }} className="block px-4 py-3 hover:bg-sunken">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-mono text-[12.5px] text-ink-3">{ticket.protocol}</span>
          <span className="font-medium">{ticket.contact_name}</span>
          <span className="ml-auto text-[12.5px] text-ink-3 tabular-nums">{when.briefly(ticket.created_at)}</span>
        </p>
        <p className="mt-0.5 line-clamp-2 text-ink-2">{ticket.summary}</p>
        <p className="mt-1.5 flex flex-wrap items-center gap-1.5">
          <Badge tone={statusTone[ticket.status]}>{t(`status.${ticket.status}`)}</Badge>
          <Badge tone={priorityTone[ticket.priority]}>{t(`priority.${ticket.priority}`)}</Badge>
          <Badge>{t(`category.${ticket.category}`)}</Badge>
          {ticket.department && <Badge>{ticket.department}</Badge>}
          {ticket.recurrence > 0 && (
            <Badge tone="ipe">
              <Repeat2 aria-hidden />
              {t("again", { count: ticket.recurrence })}
            </Badge>
          )}
          {ticket.sla && <SlaChip target={ticket.sla} />}
        </p>
      </Link>
    </li>
  );
}
