import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";

type LeavingDialogProps = { open: boolean; onStay: () => void; onLeave: () => void };

export function LeavingDialog({ open, onStay, onLeave }: LeavingDialogProps) {
  const { t } = useTranslation("agent");
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onStay()}
      title={t("unsaved.title")}
      description={t("unsaved.hint")}
      footer={
        <>
          <Button onClick={onStay}>{t("cancel", { ns: "common" })}</Button>
          <Button variant="danger" onClick={onLeave}>
            {t("unsaved.action")}
          </Button>
        </>
      }
    />
  );
}
