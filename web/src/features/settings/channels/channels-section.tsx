import { useQuery } from "@tanstack/react-query";
import { Plug, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { ChannelCard } from "./channel-card";
import { ChannelSheet } from "./channel-sheet";
import { NewChannelDialog } from "./new-channel-dialog";

export function ChannelsSection() {
  const { t } = useTranslation("settings");
  const channels = useQuery(channelsQuery);
  const [adding, setAdding] = useState(false);
  const [openId, setOpenId] = useState<string | null>(null);
  const add = (
    <Button variant="primary" onClick={() => setAdding(true)}>
      <Plus aria-hidden />
      {t("channels.new")}
    </Button>
  );
  return (
    <SectionFrame title={t("sections.channels")} lead={t("channels.lead")} actions={add}>
      <Loaded query={channels}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<Plug />} title={t("channels.empty.title")} hint={t("channels.empty.hint")} />
          ) : (
            <ul aria-label={t("channels.list")} className="grid gap-3">
              {items.map((channel) => (
                <ChannelCard key={channel.id} channel={channel} onOpen={() => setOpenId(channel.id)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {adding && (
        <NewChannelDialog
          onClose={() => setAdding(false)}
          onConnected={(id) => {
            setAdding(false);
            setOpenId(id);
          }}
        />
      )}
      {openId && <ChannelSheet id={openId} onClose={() => setOpenId(null)} />}
    </SectionFrame>
  );
}
