import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Stethoscope } from "lucide-react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import { Button } from "@/shared/ui/button";
import { StepList } from "./step-list";

/** Tries the connection as it is saved. */
export function CheckSteps({ channelId }: { channelId: string }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/channels/{channel_id}/check", { params: { path: { channel_id: channelId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey, exact: true }),
  });
  return (
    <div className="grid justify-items-start gap-3">
      <Button onClick={() => check.mutate()} disabled={check.isPending}>
        <Stethoscope aria-hidden />
        {t(check.isPending ? "channels.checking" : "channels.check")}
      </Button>
      <StepList steps={check.data?.steps} />
    </div>
  );
}
