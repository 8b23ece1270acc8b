import { type ReactNode, type SubmitEvent, useId } from "react";
import { useTranslation } from "react-i18next";
import type { Capabilities, Conversation } from "@/api/types";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";

/** What every dialog of the menu gets. */
export type ExtraDialogProps = {
  conversation: Conversation;
  contactName: string;
  can: Capabilities;
  /** What stands in the field, and how it is taken out of there. */
  text: string;
  onTextTaken: () => void;
  onClose: () => void;
};

type FrameProps = { title: string; hint?: string; ready: boolean; onSend: () => void; onClose: () => void; children: ReactNode };

/** A small form that ends in a message. */
export function ExtraDialog({ title, hint, ready, onSend, onClose, children }: FrameProps) {
  const { t } = useTranslation(["extras", "inbox", "common"]);
  const form = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!ready) return;
    onSend();
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      description={hint}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button type="submit" form={form} variant="primary" disabled={!ready}>
            {t("send")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        {children}
      </form>
    </Dialog>
  );
}
