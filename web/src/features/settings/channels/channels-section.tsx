import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Plug, Plus, Scale } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { ChannelCard } from "./channel-card";
import { ChannelSheet } from "./channel-sheet";

export function ChannelsSection() {
  const { t } = useTranslation("settings");
  const channels = useQuery(channelsQuery);
  const [openId, setOpenId] = useState<string | null>(null);
  const add = (
    <Button asChild variant="primary">
      <Link to="/ajustes/canais/novo">
        <Plus aria-hidden />
        {t("channels.new")}
      </Link>
    </Button>
  );
  return (
    <SectionFrame title={t("sections.channels")} lead={t("channels.lead")} actions={add}>
      <Loaded query={channels}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<Plug />} title={t("channels.empty.title")} hint={t("channels.empty.hint")} />
          ) : (
            <>
              <ul aria-label={t("channels.list")} className="grid gap-3">
                {items.map((channel) => (
                  <ChannelCard key={channel.id} channel={channel} onOpen={() => setOpenId(channel.id)} />
                ))}
              </ul>
              {items.some((channel) => channel.connector === "evolution") && <EvolutionLicence />}
            </>
          )
        }
      </Loaded>
      {openId && <ChannelSheet id={openId} onClose={() => setOpenId(null)} />}
    </SectionFrame>
  );
}

/** Evolution API's licence asks that administrators are told it is in use. */
export function EvolutionLicence() {
  const { t } = useTranslation("settings");
  return (
    <p className="mt-4 flex gap-2 text-[12.5px] text-ink-3">
      <Scale className="mt-0.5 size-3.5 shrink-0" aria-hidden />
      {t("channels.evolutionLicence")}
    </p>
  );
}
