import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { ChannelLine } from "@/api/types";
import { smallMoney } from "@/shared/format/money";
import { useWhen } from "@/shared/format/use-when";
import { local } from "./connectors";

/** The figures of a channel that people look for: when it last spoke, what waits, what it costs. */
export function ChannelFacts({ channel }: { channel: ChannelLine }) {
  const { t, i18n } = useTranslation("settings");
  const { briefly } = useWhen();
  const { last_event_at, queued, quality, cost_month, session } = channel;
  return (
    <dl className="flex flex-wrap gap-x-6 gap-y-2 text-[13px]">
      {!local.includes(channel.connector) && (
        <Fact name={t("channels.facts.lastEvent")}>{last_event_at ? briefly(last_event_at) : t("channels.facts.never")}</Fact>
      )}
      {session && <Fact name={t("channels.facts.session")}>{t(`channels.session.${session}`)}</Fact>}
      <Fact name={t("channels.facts.queue")}>{t("channels.facts.queued", { count: queued })}</Fact>
      {quality?.rating && <Fact name={t("channels.facts.quality")}>{[qualityWord(quality.rating, t), quality.limit].filter(Boolean).join(" · ")}</Fact>}
      {cost_month && <Fact name={t("channels.facts.cost")}>{smallMoney(cost_month.amount_micros, cost_month.currency, i18n.language)}</Fact>}
    </dl>
  );
}

const RATINGS = { GREEN: "high", HIGH: "high", YELLOW: "medium", MEDIUM: "medium", RED: "low", LOW: "low" } as const;

function qualityWord(rating: string, t: (key: `channels.quality.${"high" | "medium" | "low"}`) => string): string {
  const known = RATINGS[rating.toUpperCase() as keyof typeof RATINGS] as (typeof RATINGS)[keyof typeof RATINGS] | undefined;
  return known ? t(`channels.quality.${known}`) : rating;
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-[12px] text-ink-3">{name}</dt>
      <dd className="tabular-nums">{children}</dd>
    </div>
  );
}
