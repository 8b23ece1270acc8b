import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Hand, MessageSquareDashed } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { errorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { IconButton } from "@/shared/ui/icon-button";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";

type StepInProps = { conversationId: string; name: string };

/** Takes the conversation over, whoever has it, or leaves a note for whoever has it. */
export function StepIn({ conversationId, name }: StepInProps) {
  const { t } = useTranslation("supervision");
  const navigate = useNavigate();
  const [whispering, setWhispering] = useState(false);
  const path = { params: { path: { conversation_id: conversationId } } };
  const take = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/conversations/{conversation_id}/claim", { ...path, body: { force: true } })),
    onSuccess: () => {
      toast.done(t("board.taken"));
      void navigate({ to: "/conversas/$conversationId", params: { conversationId } });
    },
    onError: (error) => toast.failed(errorText(error)),
  });
  return (
    <span className="flex gap-1">
      <IconButton label={t("board.whisperOf", { name })} onClick={() => setWhispering(true)}>
        <MessageSquareDashed aria-hidden />
      </IconButton>
      <Button size="sm" aria-label={t("board.takeOf", { name })} disabled={take.isPending} onClick={() => take.mutate()}>
        <Hand aria-hidden />
        {t("board.take")}
      </Button>
      {whispering && <Whisper conversationId={conversationId} name={name} onClose={() => setWhispering(false)} />}
    </span>
  );
}

function Whisper({ conversationId, name, onClose }: StepInProps & { onClose: () => void }) {
  const { t } = useTranslation("supervision");
  const form = useId();
  const [text, setText] = useState("");
  const [clientId] = useState(() => crypto.randomUUID());
  const leave = useMutation({
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/conversations/{conversation_id}/notes", {
          params: { path: { conversation_id: conversationId } },
          body: { client_id: clientId, text: text.trim(), mentions: [] },
        }),
      ),
    onSuccess: () => {
      toast.done(t("board.whispered"));
      onClose();
    },
    onError: (error) => toast.failed(errorText(error)),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    leave.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("board.whisperOf", { name })}
      description={t("board.whisperHint")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={leave.isPending || !text.trim()}>
            {t("board.whisperSend")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <Field label={t("board.whisperText")}>
          {(control) => <Textarea {...control} required maxLength={4096} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
      </form>
    </Dialog>
  );
}
