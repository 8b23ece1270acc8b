import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import type { Conversation } from "@/api/types";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { StateBadge } from "../list/state-badge";
import { useWords } from "../words";
import { Section } from "./section";

export function ConversationFacts({ conversation }: { conversation: Conversation }) {
  const { t } = useTranslation(["extras", "inbox"]);
  const { data } = useQuery(channelsQuery);
  const { reason } = useWords();
  const why = reason(conversation.handoff_reason);
  const channel = data?.items.find((item) => item.id === conversation.channel_id);
  const window = useWindowText(conversation.window_closes_at);
  return (
    <Section title={t("contact.conversation")} extra={<StateBadge conversation={conversation} />}>
      <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-4 gap-y-1.5 text-[13px]">
        {channel && <Fact name={t("contact.channel")} value={channel.name} />}
        <Fact name={t("contact.window")} value={window} />
        {why && <Fact name={t("contact.handoff")} value={why} />}
      </dl>
    </Section>
  );
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="text-right text-ink-2">{value}</dd>
    </>
  );
}

function useWindowText(closesAt: string | null): string {
  const { t } = useTranslation(["extras", "inbox"]);
  const { moment } = useWhen();
  const now = useNow();
  if (closesAt === null) return t("contact.windowAlways");
  const time = moment(closesAt);
  return Date.parse(closesAt) > now ? t("contact.windowUntil", { time }) : t("contact.windowClosed", { time });
}
