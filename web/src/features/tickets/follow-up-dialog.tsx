import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Segmented } from "@/shared/ui/segmented";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";
import type { FollowUp } from "./queries";

type FollowUpDialogProps = { ticketId: string; conversationId: string; onClose: () => void };

const kinds = ["task", "message"] as const satisfies FollowUp["kind"][];

/** Something to be done for the contact later. */
export function FollowUpDialog({ ticketId, conversationId, onClose }: FollowUpDialogProps) {
  const { t } = useTranslation("tickets");
  const error = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const [kind, setKind] = useState<FollowUp["kind"]>("task");
  const [text, setText] = useState("");
  const [at, setAt] = useState(() => local(tomorrow()));
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/follow-ups", {
          body: { ticket_id: ticketId, conversation_id: conversationId, kind, text: text.trim(), due_at: new Date(at).toISOString() },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["tickets"] });
      toast.done(t("followUp.planned"));
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
      title={t("followUp.new")}
      description={t("followUp.lead")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={save.isPending}>
            {t("followUp.plan")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <Segmented label={t("followUp.what")} value={kind} onChange={setKind} items={kinds.map((value) => ({ value, label: t(`followUp.kind.${value}`) }))} />
        <Field label={t("followUp.text")} hint={t(`followUp.hint.${kind}`)}>
          {(control) => <Textarea {...control} required maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <Field label={t("followUp.at")} error={save.error ? error(save.error) : undefined}>
          {(control) => <Input {...control} type="datetime-local" required value={at} onChange={(event) => setAt(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}

function tomorrow(): Date {
  const day = new Date();
  day.setDate(day.getDate() + 1);
  day.setHours(9, 0, 0, 0);
  return day;
}

/** As the browser's field has it: the time here, without a zone. */
function local(at: Date): string {
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
