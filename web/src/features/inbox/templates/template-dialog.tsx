import { useTranslation } from "react-i18next";
import { Dialog } from "@/shared/ui/dialog";
import type { ExtraDialogProps } from "../composer/extra-dialog";
import { TemplatePicker } from "./template-picker";

/** A template while free text may be sent too. */
export function TemplateDialog({ conversation, contactName, onClose }: ExtraDialogProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  return (
    <Dialog open onOpenChange={onClose} title={t("inbox:more.template")} description={t("template.lead")} className="max-w-2xl">
      <TemplatePicker conversation={conversation} contactName={contactName} onSent={onClose} />
    </Dialog>
  );
}
