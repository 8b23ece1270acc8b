import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, Pencil, X } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { errorText } from "@/api/use-error-text";
import { DiffView } from "@/shared/diff/diff-view";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";
import type { HeldMessage } from "./held-queries";

/** Sends it, as it is or in other words, or keeps it from leaving. */
export function HeldDecision({ held }: { held: HeldMessage }) {
  const { t } = useTranslation("supervision");
  const client = useQueryClient();
  const [text, setText] = useState<string | null>(null);
  const [rejecting, setRejecting] = useState(false);
  const path = { params: { path: { held_id: held.id } } };
  const settled = {
    onError: (error: unknown) => toast.failed(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["held"] }),
  };
  const approve = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/held-messages/{held_id}/approve", { ...path, body: { text } })),
    onSuccess: () => toast.done(t("held.approved")),
    ...settled,
  });
  const reject = useMutation({
    mutationFn: (reason: string) => unwrap(api.POST("/api/v1/held-messages/{held_id}/reject", { ...path, body: { reason } })),
    onSuccess: () => toast.done(t("held.rejected")),
    ...settled,
  });
  const busy = approve.isPending || reject.isPending;
  const changed = text !== null && text.trim() !== held.text;
  return (
    <div className="grid gap-3">
      {text !== null && (
        <>
          <Field label={t("held.newText")}>
            {(control) => <Textarea {...control} maxLength={4096} value={text} onChange={(event) => setText(event.target.value)} />}
          </Field>
          {changed && <DiffView before={held.text} after={text.trim()} className="rounded-lg border" />}
        </>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" disabled={busy || (text !== null && !text.trim())} onClick={() => approve.mutate()}>
          <Check aria-hidden />
          {t(changed ? "held.approveChanged" : "held.approve")}
        </Button>
        {text === null && (
          <Button disabled={busy} onClick={() => setText(held.text)}>
            <Pencil aria-hidden />
            {t("held.edit")}
          </Button>
        )}
        <Button disabled={busy} onClick={() => setRejecting(true)}>
          <X aria-hidden />
          {t("held.reject")}
        </Button>
      </div>
      {rejecting && <Rejection onClose={() => setRejecting(false)} onReject={(reason) => reject.mutate(reason)} />}
    </div>
  );
}

type RejectionProps = { onClose: () => void; onReject: (reason: string) => void };

function Rejection({ onClose, onReject }: RejectionProps) {
  const { t } = useTranslation("supervision");
  const form = useId();
  const [reason, setReason] = useState("");
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onClose();
    onReject(reason.trim());
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("held.rejectTitle")}
      description={t("held.rejectHint")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="danger" disabled={!reason.trim()}>
            {t("held.reject")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label={t("held.reason")}>
          {(control) => <Textarea {...control} required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
