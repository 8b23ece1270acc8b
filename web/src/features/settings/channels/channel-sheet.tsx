import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { channelQuery, channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { Button } from "@/shared/ui/button";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { CopyField } from "@/shared/ui/copy-field";
import { Sheet } from "@/shared/ui/sheet";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { ChannelForm } from "./channel-form";
import { CheckSteps } from "./check-steps";
import { connectorsQuery, local } from "./connectors";
import { Directory } from "./directory";
import { EmbedCode } from "./embed-code";
import { RulesForm } from "./rules-form";
import { SessionPanel } from "./session-panel";

type Channel = components["schemas"]["Channel"];

/** Everything about one channel: where its provider calls, whether it works, its settings. */
export function ChannelSheet({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const channel = useQuery(channelQuery(id));
  const connectors = useQuery(connectorsQuery);
  return (
    <Sheet open onOpenChange={(open) => !open && onClose()} title={channel.data?.name ?? t("channels.settings")}>
      <Loaded query={channel}>
        {(found) => (
          <div className="grid gap-6">
            <Address channel={found} />
            <CheckSteps channelId={id} />
            {found.abilities.includes("sessions") && (
              <Part title={t("session.title")}>
                <SessionPanel channelId={id} />
              </Part>
            )}
            {!local.includes(found.connector) && (
              <Part title={t("rules.title")}>
                <Rules channel={found} />
              </Part>
            )}
            {found.abilities.includes("directory") && (
              <Part title={t("directory.title")}>
                <Directory channelId={id} />
              </Part>
            )}
            <Loaded query={connectors}>
              {({ items }) => {
                const connector = items.find((one) => one.name === found.connector);
                return connector && <ChannelForm key={id} channel={found} schema={connector.settings_schema} />;
              }}
            </Loaded>
            <RemoveChannel channel={found} onRemoved={onClose} />
          </div>
        )}
      </Loaded>
    </Sheet>
  );
}

/** What has to be pasted elsewhere for the channel to work. */
function Address({ channel }: { channel: Channel }) {
  const { t } = useTranslation("settings");
  if (channel.connector === "webchat") return <EmbedCode channelId={channel.id} />;
  if (local.includes(channel.connector) || channel.abilities.includes("sessions")) return null;
  return (
    <CopyField
      label={t("channels.webhook.label")}
      hint={t("channels.webhook.hint")}
      value={channel.webhook_url ?? location.origin + channel.webhook_path}
      failed={t("copyFailed")}
    />
  );
}

/** One part of what a channel can be told, closed until it is wanted. */
function Part({ title, children }: { title: string; children: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="rounded-xl border" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className="cursor-pointer px-4 py-2.5 font-medium text-ink-2">{title}</summary>
      {open && <div className="border-t p-4">{children}</div>}
    </details>
  );
}

function Rules({ channel }: { channel: Channel }) {
  const { t } = useTranslation("settings");
  return (
    <RulesForm
      channel={channel}
      onSaved={() => toast.done(t("saved"))}
      foot={(saving) => (
        <Button type="submit" className="justify-self-start" disabled={saving}>
          {t("rules.save")}
        </Button>
      )}
    />
  );
}

function RemoveChannel({ channel, onRemoved }: { channel: Channel; onRemoved: () => void }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/channels/{channel_id}", { params: { path: { channel_id: channel.id } } })),
    onSuccess: () => {
      toast.done(t("channels.removed"));
      onRemoved();
    },
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey, exact: true }),
  });
  return (
    <div className="border-t pt-5">
      <Button variant="danger" onClick={() => setAsking(true)} disabled={remove.isPending}>
        <Trash2 aria-hidden />
        {t("channels.remove")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("channels.removeTitle", { name: channel.name })}
        description={t("channels.removeHint")}
        action={t("channels.remove")}
        onConfirm={() => remove.mutate()}
        danger
      />
    </div>
  );
}
