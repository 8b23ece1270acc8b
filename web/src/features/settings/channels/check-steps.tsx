import { useMutation, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleX, Stethoscope } from "lucide-react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { cn } from "@/shared/cn";
import { Button } from "@/shared/ui/button";
import { textAt } from "../schema-form/use-field-texts";

/** Tries the connection and shows each step as done or as what to mend. */
export function CheckSteps({ channelId }: { channelId: string }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const check = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/channels/{channel_id}/check", { params: { path: { channel_id: channelId } } })),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey, exact: true }),
  });
  return (
    <div className="grid justify-items-start gap-3">
      <Button onClick={() => check.mutate()} disabled={check.isPending}>
        <Stethoscope aria-hidden />
        {t(check.isPending ? "channels.checking" : "channels.check")}
      </Button>
      <ol aria-live="polite" aria-label={t("channels.steps.title")} className="grid w-full gap-2 empty:hidden">
        {check.data?.steps.map((step) => (
          <StepLine key={step.code} step={step} />
        ))}
      </ol>
    </div>
  );
}

function StepLine({ step: { code, ok, detail } }: { step: components["schemas"]["Step"] }) {
  const { t } = useTranslation("settings");
  const Icon = ok ? CircleCheck : CircleX;
  return (
    <li className={cn("flex gap-2.5 rounded-lg p-3", ok ? "bg-mata-soft text-mata-text" : "bg-urucum-soft text-urucum-text")}>
      <Icon className="mt-0.5 size-4 shrink-0" role="img" aria-label={t(ok ? "channels.steps.ok" : "channels.steps.failed")} />
      <div className="min-w-0">
        <p className="font-medium">{textAt(`checks.${code}`) ?? code}</p>
        {detail && <p className="text-[13px] break-words">{detail}</p>}
      </div>
    </li>
  );
}
