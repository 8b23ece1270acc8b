import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { queuesQuery } from "@/api/queues";
import type { CannedReply } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";
import { VARIABLES } from "./variables";

type CannedDialogProps = { reply: CannedReply | null; onClose: () => void };

/** A canned reply to write or change; `reply` null: a new one. */
export function CannedDialog({ reply, onClose }: CannedDialogProps) {
  const { t } = useTranslation("settings");
  const error = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const [shortcut, setShortcut] = useState(reply?.shortcut ?? "");
  const [title, setTitle] = useState(reply?.title ?? "");
  const [text, setText] = useState(reply?.text ?? "");
  const [queueId, setQueueId] = useState(reply?.queue_id ?? "");
  const queues = useQuery(queuesQuery).data?.items ?? [];
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => {
      const body = { shortcut: shortcut.trim(), title: title.trim(), text, queue_id: queueId || null };
      return unwrap(
        reply
          ? api.PATCH("/api/v1/canned-replies/{reply_id}", { params: { path: { reply_id: reply.id } }, body })
          : api.POST("/api/v1/canned-replies", { body }),
      );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["canned-replies"] });
      toast.done(t("saved"));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(reply ? "canned.edit" : "canned.new")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={save.isPending}>
            {t(reply ? "canned.save" : "canned.create")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <Field label={t("canned.shortcut")} hint={t("canned.shortcutHint")}>
          {(control) => (
            <Input
              {...control}
              required
              maxLength={40}
              pattern="[^\s\/]+"
              autoCapitalize="none"
              value={shortcut}
              onChange={(event) => setShortcut(event.target.value.toLowerCase())}
            />
          )}
        </Field>
        <Field label={t("canned.titleField")}>
          {(control) => (
            <Input {...control} required maxLength={120} value={title} onChange={(event) => setTitle(event.target.value)} />
          )}
        </Field>
        {queues.length > 1 && (
          <Field label={t("canned.queue")}>
            {(control) => (
              <Select {...control} value={queueId} onChange={(event) => setQueueId(event.target.value)}>
                <option value="">{t("canned.everybody")}</option>
                {queues.map((queue) => (
                  <option key={queue.id} value={queue.id}>
                    {queue.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        )}
        <Field label={t("canned.text")} hint={t("canned.textHint", { names: VARIABLES })} error={save.error ? error(save.error) : undefined}>
          {(control) => (
            <Textarea {...control} required maxLength={4096} value={text} onChange={(event) => setText(event.target.value)} className="min-h-32" />
          )}
        </Field>
      </form>
    </Dialog>
  );
}
