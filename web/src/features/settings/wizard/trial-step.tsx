import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Check, CircleX, LoaderCircle, Send } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { cn } from "@/shared/cn";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Lead, StepFoot } from "./wizard-frame";

type Channel = components["schemas"]["Channel"];
type Trial = components["schemas"]["Trial"];

/** How often the way of the message is looked at, milliseconds. */
const LOOK = 2_000;
const STAGES = ["waiting", "sent", "delivered", "answered"] as const;

/** A message to one's own phone and an answer from it: proof that both ways work. */
export function TrialStep({ channel, onNext }: { channel: Channel; onNext: () => void }) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const client = useQueryClient();
  const [number, setNumber] = useState("");
  const key = ["channels", channel.id, "trial"];
  const path = { params: { path: { channel_id: channel.id } } };
  const trial = useQuery({
    queryKey: key,
    queryFn: () => unwrap(api.GET("/api/v1/channels/{channel_id}/trial", path)),
    refetchInterval: (query) => (isOver(query.state.data) ? false : LOOK),
  });
  const start = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/channels/{channel_id}/trial", { ...path, body: { phone: number.replace(/\D/g, "") } })),
    onSuccess: () => client.invalidateQueries({ queryKey: key }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    start.mutate();
  };
  const status = trial.data?.status ?? "none";
  const over = status === "answered";
  return (
    <>
      <Lead>{t(channel.capabilities.window_hours === null ? "wizard.trialLead" : "wizard.trialLeadWindow")}</Lead>
      <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
        <Field label={t("wizard.trialPhone")} hint={t("wizard.trialPhoneHint")} error={start.error ? errorText(start.error) : undefined} className="min-w-0 flex-1 basis-64">
          {(control) => <Input {...control} type="tel" required autoComplete="tel" value={number} onChange={(event) => setNumber(event.target.value)} />}
        </Field>
        <Button type="submit" variant={over ? "outline" : "primary"} disabled={start.isPending || number.replace(/\D/g, "").length < 8}>
          <Send aria-hidden />
          {t(status === "none" ? "wizard.trialSend" : "wizard.trialAgain")}
        </Button>
      </form>
      {status !== "none" && trial.data && <Stages trial={trial.data} />}
      <StepFoot>
        <Button variant={over ? "primary" : "outline"} onClick={onNext}>
          {t(over ? "wizard.next" : "wizard.skip")}
        </Button>
      </StepFoot>
    </>
  );
}

function isOver(trial: Trial | undefined): boolean {
  return trial === undefined || ["none", "failed", "answered"].includes(trial.status);
}

function Stages({ trial: { status, detail } }: { trial: Trial }) {
  const { t } = useTranslation("settings");
  if (status === "failed") {
    return (
      <div role="alert" className="mt-4 flex gap-2.5 rounded-xl bg-urucum-soft p-3 text-urucum-text">
        <CircleX className="mt-0.5 size-4 shrink-0" aria-hidden />
        <div className="min-w-0">
          <p className="font-medium">{t("wizard.trialStage.failed")}</p>
          <p className="text-[13px]">{t("wizard.trialFailedHint")}</p>
          {detail && <p className="mt-0.5 font-mono text-[12px] [overflow-wrap:anywhere]">{detail}</p>}
        </div>
      </div>
    );
  }
  const at = STAGES.findIndex((stage) => stage === status);
  return (
    <ol aria-live="polite" aria-label={t("wizard.trialProgress")} className="mt-4 grid gap-2">
      {STAGES.map((stage, index) => {
        const done = index < at || status === "answered" || (index === at && index > 0);
        const next = index === at + 1 || (index === 0 && at === 0);
        const Icon = done ? Check : LoaderCircle;
        return (
          <li key={stage} className={cn("flex items-center gap-2.5 text-[14px]", done ? "text-mata-text" : next ? "text-ink" : "text-ink-3")}>
            <span aria-hidden className={cn("grid size-6 place-items-center rounded-full", done ? "bg-mata-soft" : "bg-sunken")}>
              {(done || next) && <Icon className={cn("size-3.5", !done && "animate-spin")} />}
            </span>
            {t(`wizard.trialStage.${stage}`)}
          </li>
        );
      })}
    </ol>
  );
}
