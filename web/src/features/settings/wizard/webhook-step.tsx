import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Radar } from "lucide-react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { CopyField } from "@/shared/ui/copy-field";
import { StepList } from "../channels/step-list";
import { textAt } from "../schema-form/use-field-texts";
import { PublicAddress } from "./public-address";
import { Lead, StepFoot } from "./wizard-frame";

type WebhookStepProps = {
  channel: components["schemas"]["Channel"];
  /** What was typed a step before and is not shown again afterwards. */
  verifyToken: string | null;
  onNext: () => void;
};

/** Where the provider brings what customers write. */
export function WebhookStep({ channel, verifyToken, onNext }: WebhookStepProps) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const client = useQueryClient();
  const reach = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      const path = { params: { path: { channel_id: channel.id } } };
      const { steps } = await unwrap(api.POST("/api/v1/channels/{channel_id}/reach", path));
      if (steps.some((step) => !step.ok)) return steps;
      // Only now can the provider say that it delivers here.
      const checked = await unwrap(api.POST("/api/v1/channels/{channel_id}/check", path));
      return [...steps, ...checked.steps.filter((step) => step.code === "webhook")];
    },
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  const reached = reach.data?.every((step) => step.ok) ?? false;
  const guide = textAt(`providers.${channel.connector}.webhook`);
  return (
    <>
      <Lead>{t("wizard.webhookLead")}</Lead>
      <div className="grid gap-5">
        <PublicAddress />
        <CopyField
          label={t("channels.webhook.label")}
          hint={guide ?? t("channels.webhook.hint")}
          value={channel.webhook_url ?? location.origin + channel.webhook_path}
          failed={t("copyFailed")}
        />
        {verifyToken && (
          <CopyField label={t("connectors.meta_cloud.fields.verify_token.label")} hint={t("wizard.verifyTokenHint")} value={verifyToken} failed={t("copyFailed")} />
        )}
        <div className="grid justify-items-start gap-3">
          <Button onClick={() => reach.mutate()} disabled={reach.isPending}>
            <Radar aria-hidden />
            {t(reach.isPending ? "wizard.reaching" : "wizard.reach")}
          </Button>
          <StepList steps={reach.data} />
          {reach.error && (
            <p role="alert" className="text-[13px] text-urucum-text">
              {errorText(reach.error)}
            </p>
          )}
        </div>
      </div>
      <StepFoot>
        <Button variant={reached ? "primary" : "outline"} onClick={onNext}>
          {t(reached ? "wizard.next" : "wizard.skip")}
        </Button>
      </StepFoot>
    </>
  );
}
