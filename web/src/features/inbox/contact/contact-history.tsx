import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import { useWhen } from "@/shared/format/use-when";
import { Section } from "./section";

type ContactHistoryProps = { contactId: string; currentId: string };

/** The person's conversations on every channel, the latest first. */
export function ContactHistory({ contactId, currentId }: ContactHistoryProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const { briefly } = useWhen();
  const { data } = useQuery({
    queryKey: keys.conversationsOf(contactId),
    queryFn: () => historyOf(contactId),
  });
  if (!data?.length) return null;
  return (
    <Section title={t("contact.history")} extra={data.length}>
      <ul className="-mx-2 grid gap-0.5 text-[13px]">
        {data.map((item) => (
          <li key={item.id}>
            <Link
              to="/conversas/$conversationId"
              params={{ conversationId: item.id }}
              search={(previous) => previous}
              aria-current={item.id === currentId ? "page" : undefined}
              className="flex items-center gap-2 rounded-lg px-2 py-1.5 hover:bg-sunken"
            >
              <time dateTime={item.last_message_at} className="w-12 shrink-0 text-ink-3 tabular-nums">
                {briefly(item.last_message_at)}
              </time>
              <span className="min-w-0 flex-1 truncate">{item.id === currentId ? t("contact.current") : item.preview}</span>
              <span className="shrink-0 text-[12px] text-ink-3">{t(`inbox:status.${item.status}`)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}

async function historyOf(contactId: string) {
  const ask = (tab: "all" | "resolved") =>
    unwrap(api.GET("/api/v1/conversations", { params: { query: { tab, contact_id: contactId, limit: 20 } } }));
  const [open, resolved] = await Promise.all([ask("all"), ask("resolved")]);
  return [...open.items, ...resolved.items].sort((a, b) => b.last_message_at.localeCompare(a.last_message_at));
}
