import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button";
import { Dialog } from "./dialog";

type ConfirmDialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  /** A verb: what happens when confirmed. */
  action: string;
  onConfirm: () => void;
  danger?: boolean;
};

export function ConfirmDialog({ open, onOpenChange, title, description, action, onConfirm, danger }: ConfirmDialogProps) {
  const { t } = useTranslation();
  const confirm = () => {
    onOpenChange(false);
    onConfirm();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={title}
      description={description}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel")}</Button>
          <Button variant={danger ? "danger" : "primary"} onClick={confirm}>
            {action}
          </Button>
        </>
      }
    />
  );
}
