import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RefreshCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { templatesKey } from "@/api/templates";
import type { ChannelLine } from "@/api/types";
import { Button } from "@/shared/ui/button";
import { toast } from "@/shared/ui/toast";

/** Fetches what the provider has: states, reasons, templates made elsewhere. */
export function SyncButton({ channel, named }: { channel: ChannelLine; named: boolean }) {
  const { t } = useTranslation("templates");
  const client = useQueryClient();
  const sync = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/channels/{channel_id}/templates/sync", { params: { path: { channel_id: channel.id } } })),
    onSuccess: (found) => {
      toast.done(t("synced", found));
      return client.invalidateQueries({ queryKey: templatesKey });
    },
  });
  return (
    <Button size="sm" variant="ghost" className="mt-2 -ml-2.5" disabled={sync.isPending} onClick={() => sync.mutate()}>
      <RefreshCw className={sync.isPending ? "animate-spin" : undefined} aria-hidden />
      {named ? t("syncOf", { name: channel.name }) : t("sync")}
    </Button>
  );
}
