import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Globe, MessageCircle, type LucideIcon, Settings2, Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { ChannelLine } from "@/api/types";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Switch } from "@/shared/ui/switch";
import { useConnectorTexts } from "../schema-form/use-field-texts";
import { ChannelFacts } from "./channel-facts";
import { ChannelHealth } from "./channel-health";
import { NoticeList } from "./notice-list";

const ICONS: Record<string, LucideIcon> = { simulator: Smartphone, webchat: Globe };

export function ChannelCard({ channel, onOpen }: { channel: ChannelLine; onOpen: () => void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const connector = useConnectorTexts(channel.connector, channel.label);
  const Icon = ICONS[channel.connector] ?? MessageCircle;
  const turn = useMutation({
    mutationFn: (enabled: boolean) =>
      unwrap(api.PATCH("/api/v1/channels/{channel_id}", { params: { path: { channel_id: channel.id } }, body: { enabled } })),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  const on = turn.isPending ? turn.variables : channel.enabled;
  return (
    <li>
      <Card className="grid gap-3 p-4">
        <div className="flex flex-wrap items-center gap-x-4 gap-y-3">
          <span aria-hidden className="grid size-10 shrink-0 place-items-center rounded-xl bg-sunken text-ink-2 [&_svg]:size-5">
            <Icon />
          </span>
          <div className="min-w-0 flex-1 basis-40 max-sm:basis-[calc(100%-4rem)]">
            <h3 className="truncate font-medium">{channel.name}</h3>
            <p className="truncate text-[13px] text-ink-3">{connector.label}</p>
          </div>
          <div className="max-sm:flex-1">
            <ChannelHealth health={channel.health} />
          </div>
          <Switch aria-label={t("channels.enabledOf", { name: channel.name })} checked={on} onCheckedChange={(next) => turn.mutate(next)} />
          <Button onClick={onOpen} aria-label={`${t("channels.settings")}: ${channel.name}`}>
            <Settings2 aria-hidden />
            <span className="max-sm:hidden">{t("channels.settings")}</span>
          </Button>
        </div>
        <NoticeList channel={channel} />
        <ChannelFacts channel={channel} />
      </Card>
    </li>
  );
}
