import { useId, type ReactNode, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";

type EditDialogProps = {
  title: string;
  onClose: () => void;
  onSave: () => void;
  saving: boolean;
  error: unknown;
  /** Further buttons, before the one that saves. */
  actions?: ReactNode;
  children: ReactNode;
};

/** A form in a dialog: cancel, save, and what was wrong. */
export function EditDialog({ title, onClose, onSave, saving, error, actions, children }: EditDialogProps) {
  const { t } = useTranslation("organise");
  const text = useErrorText();
  const form = useId();
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    onSave();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={title}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          {actions}
          <Button type="submit" form={form} variant="primary" disabled={saving}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        {children}
        {error != null && (
          <p role="alert" className="text-[13px] text-urucum-text">
            {text(error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
