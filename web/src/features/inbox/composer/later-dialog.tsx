import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Switch } from "@/shared/ui/switch";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";
import { fromInput, laterChoices, toInput } from "../acts/later";
import type { ExtraDialogProps } from "./extra-dialog";
import { scheduledQuery } from "./scheduled";

/** Writes something now that leaves later. */
export function LaterDialog({ conversation, text: written, onTextTaken, onClose }: ExtraDialogProps) {
  const { t } = useTranslation(["desk", "common"]);
  const { moment } = useWhen();
  const client = useQueryClient();
  const errorText = useErrorText();
  const [now] = useState(() => new Date());
  const [clientId] = useState(() => crypto.randomUUID());
  const [text, setText] = useState(written);
  const [time, setTime] = useState(() => toInput(laterChoices(now).tomorrow));
  const [unlessReply, setUnlessReply] = useState(true);
  const at = fromInput(time);
  const outside = at !== null && conversation.window_closes_at !== null && at.getTime() > Date.parse(conversation.window_closes_at);
  const schedule = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/conversations/{conversation_id}/scheduled", {
          params: { path: { conversation_id: conversation.id } },
          body: { message: { client_id: clientId, text: text.trim(), sticker: false }, send_at: at!.toISOString(), unless_reply: unlessReply },
        }),
      ),
    onSuccess: ({ send_at }) => {
      toast.done(t("schedule.done", { time: moment(send_at) }));
      if (text === written) onTextTaken();
      onClose();
      return client.invalidateQueries({ queryKey: scheduledQuery(conversation.id).queryKey });
    },
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("schedule.key")}
      description={t("schedule.lead")}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button variant="primary" disabled={!text.trim() || !at || at <= now || schedule.isPending} onClick={() => schedule.mutate()}>
            {t("schedule.action")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <Field label={t("schedule.text")}>
          {(control) => <Textarea {...control} rows={4} maxLength={4096} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <div className="flex flex-wrap gap-1.5">
          {Object.entries(laterChoices(now)).map(([choice, when]) => (
            <Button key={choice} size="sm" aria-pressed={time === toInput(when)} className="aria-pressed:bg-mata-soft" onClick={() => setTime(toInput(when))}>
              {t(`later.${choice as keyof ReturnType<typeof laterChoices>}`)}
            </Button>
          ))}
        </div>
        <Field label={t("schedule.when")} error={outside ? t("schedule.outsideHint") : undefined}>
          {(control) => <Input {...control} type="datetime-local" value={time} min={toInput(now)} onChange={(event) => setTime(event.target.value)} />}
        </Field>
        <label className="flex items-center gap-3">
          <Switch checked={unlessReply} onCheckedChange={setUnlessReply} />
          {t("schedule.unlessReply")}
        </label>
        {schedule.error && (
          <p role="alert" className="text-[13px] text-urucum-text">
            {errorText(schedule.error)}
          </p>
        )}
      </div>
    </Dialog>
  );
}
