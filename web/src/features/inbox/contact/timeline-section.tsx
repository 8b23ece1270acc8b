import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Archive, type LucideIcon, MessageCircle, ShieldCheck, Star, StickyNote, Ticket, UsersRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { useWords } from "../words";
import { Section } from "./section";

type Item = components["schemas"]["TimelineItem"];

const icons: Record<Item["kind"], LucideIcon> = {
  case_opened: MessageCircle,
  case_resolved: Archive,
  note: StickyNote,
  ticket_opened: Ticket,
  ticket_resolved: Ticket,
  consent: ShieldCheck,
  merged: UsersRound,
  survey: Star,
};
const PAGE = 10;

/** What happened with a contact on every channel, the latest first. */
export function TimelineSection({ contactId }: { contactId: string }) {
  const { t } = useTranslation("desk");
  const query = useInfiniteQuery({
    queryKey: [...keys.contact(contactId), "timeline"],
    queryFn: ({ pageParam }) =>
      unwrap(api.GET("/api/v1/contacts/{contact_id}/timeline", { params: { path: { contact_id: contactId }, query: { limit: PAGE, ...(pageParam && { before: pageParam }) } } })),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_before,
  });
  const items = query.data?.pages.flatMap((page) => page.items) ?? [];
  if (items.length === 0) return null;
  return (
    <Section title={t("timeline.title")}>
      <ol className="grid gap-2.5 text-[13px]">
        {items.map((item, index) => (
          <Line key={index} item={item} />
        ))}
      </ol>
      {query.hasNextPage && (
        <Button size="sm" variant="ghost" className="mt-2" disabled={query.isFetching} onClick={() => void query.fetchNextPage()}>
          {t("timeline.more")}
        </Button>
      )}
    </Section>
  );
}

function Line({ item: { kind, at, title, text, by, conversation_id } }: { item: Item }) {
  const { t } = useTranslation("desk");
  const { briefly } = useWhen();
  const words = useWords();
  const Icon = icons[kind];
  const name = title && (kind === "consent" ? words.purpose(title) : title);
  const head = `${t(`timeline.kind.${kind}`)}${name ? ` · ${name}` : ""}`;
  return (
    <li className="flex gap-2.5">
      <Icon className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="flex gap-2">
          {conversation_id ? (
            <Link to="/conversas/$conversationId" params={{ conversationId: conversation_id }} search={(previous) => previous} className="min-h-6 min-w-0 flex-1 truncate hover:underline">
              {head}
            </Link>
          ) : (
            <span className="min-w-0 flex-1 truncate">{head}</span>
          )}
          <time dateTime={at} className="shrink-0 text-[12px] text-ink-3">
            {briefly(at)}
          </time>
        </p>
        {(text ?? by) && <p className="line-clamp-2 text-[12px] text-ink-3">{[text, by].filter(Boolean).join(" · ")}</p>}
      </div>
    </li>
  );
}
