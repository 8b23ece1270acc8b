import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, LoaderCircle, LogOut, Play, RotateCw, Smartphone, Square } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { phone } from "@/shared/format/phone";
import { Button } from "@/shared/ui/button";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Loaded } from "../loaded";
import { sessionQuery } from "./session";

type Session = components["schemas"]["LinkView"];
type Action = components["schemas"]["SessionAction"];

/** The linked device: scan, type a code, start anew, leave. */
export function SessionPanel({ channelId }: { channelId: string }) {
  const session = useQuery(sessionQuery(channelId));
  return <Loaded query={session}>{(found) => <SessionView channelId={channelId} session={found} />}</Loaded>;
}

function useCommand(channelId: string) {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: (action: Action) => unwrap(api.POST("/api/v1/channels/{channel_id}/session", { params: { path: { channel_id: channelId } }, body: { action } })),
    onSuccess: (now) => client.setQueryData(sessionQuery(channelId).queryKey, now),
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey, exact: true }),
  });
}

function SessionView({ channelId, session }: { channelId: string; session: Session }) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const command = useCommand(channelId);
  const [leaving, setLeaving] = useState(false);
  const { state } = session;
  const run = (action: Action) => () => command.mutate(action);
  return (
    <div className="grid gap-4">
      <div role="status">
        {state === "working" && (
          <p className="flex items-center gap-2.5 rounded-xl bg-mata-soft p-3 text-mata-text">
            <CircleCheck className="size-5 shrink-0" aria-hidden />
            <span>
              <span className="block font-medium">{t("session.working")}</span>
              {[session.name, phone(session.phone)].filter(Boolean).join(" · ")}
            </span>
          </p>
        )}
        {state === "starting" && (
          <p className="flex items-center gap-2 text-ink-2">
            <LoaderCircle className="size-4 animate-spin" aria-hidden />
            {t("session.starting")}
          </p>
        )}
        {state === "stopped" && <p className="text-ink-2">{t("session.stopped")}</p>}
        {state === "failed" && <p className="rounded-xl bg-urucum-soft p-3 text-urucum-text">{[t("session.failed"), session.detail].filter(Boolean).join(" ")}</p>}
      </div>
      {state === "pairing" && <Pairing channelId={channelId} picture={session.picture} />}
      {command.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {errorText(command.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        {state === "stopped" && (
          <Button variant="primary" disabled={command.isPending} onClick={run("start")}>
            <Play aria-hidden />
            {t("session.start")}
          </Button>
        )}
        {state !== "stopped" && (
          <Button disabled={command.isPending} onClick={run("restart")}>
            <RotateCw aria-hidden />
            {t("session.restart")}
          </Button>
        )}
        {(state === "working" || state === "starting") && (
          <Button variant="ghost" disabled={command.isPending} onClick={run("stop")}>
            <Square aria-hidden />
            {t("session.stop")}
          </Button>
        )}
        {state === "working" && (
          <Button variant="danger" disabled={command.isPending} onClick={() => setLeaving(true)}>
            <LogOut aria-hidden />
            {t("session.leave")}
          </Button>
        )}
      </div>
      <ConfirmDialog
        open={leaving}
        onOpenChange={setLeaving}
        title={t("session.leaveTitle")}
        description={t("session.leaveHint")}
        action={t("session.leave")}
        onConfirm={run("log_out")}
        danger
      />
    </div>
  );
}

/** The picture changes every few seconds: it is asked for again while it is shown. */
function Pairing({ channelId, picture }: { channelId: string; picture: string | null }) {
  const { t } = useTranslation("settings");
  return (
    <div className="grid gap-5 rounded-2xl border bg-surface p-4 sm:grid-cols-[auto_minmax(0,1fr)]">
      <div className="grid size-56 place-items-center justify-self-center rounded-xl bg-white p-2">
        {picture ? (
          <img src={picture} alt={t("session.picture")} className="size-full [image-rendering:pixelated]" />
        ) : (
          <p className="px-4 text-center text-[13px] text-neutral-600">{t("session.noPicture")}</p>
        )}
      </div>
      <div>
        <ol className="grid list-decimal gap-1.5 pl-5 text-[13.5px] text-ink-2">
          {t("session.howTo")
            .split("\n")
            .map((line) => (
              <li key={line}>{line}</li>
            ))}
        </ol>
        <PairingCode channelId={channelId} />
      </div>
    </div>
  );
}

function PairingCode({ channelId }: { channelId: string }) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const [number, setNumber] = useState("");
  const make = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(api.POST("/api/v1/channels/{channel_id}/session/code", { params: { path: { channel_id: channelId } }, body: { phone: number.replace(/\D/g, "") } })),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <details className="mt-4 rounded-xl border">
      <summary className="flex cursor-pointer items-center gap-2 px-3 py-2 text-[13px] font-medium text-ink-2">
        <Smartphone className="size-4" aria-hidden />
        {t("session.code.title")}
      </summary>
      <form onSubmit={submit} className="grid gap-3 border-t p-3">
        <Field label={t("session.code.phone")} hint={t("session.code.phoneHint")} error={make.error ? errorText(make.error) : undefined}>
          {(control) => <Input {...control} type="tel" required value={number} onChange={(event) => setNumber(event.target.value)} />}
        </Field>
        <Button type="submit" size="sm" className="justify-self-start" disabled={make.isPending}>
          {t("session.code.make")}
        </Button>
        {make.data && (
          <p role="status" className="text-[13px] text-ink-2">
            {t("session.code.told")}{" "}
            <output className="mt-1 block font-mono text-[22px] font-semibold tracking-[.2em] text-ink">{make.data.code}</output>
          </p>
        )}
      </form>
    </details>
  );
}
