import { useMutation } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { User } from "@/api/types";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { toast } from "@/shared/ui/toast";
import { readablePassword } from "./password";
import { PasswordField } from "./password-field";

export function ResetPasswordDialog({ user, onClose }: { user: User; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const form = useId();
  const [password, setPassword] = useState(readablePassword);
  const set = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/users/{user_id}/password", { params: { path: { user_id: user.id } }, body: { password } })),
    onSuccess: () => {
      toast.done(t("team.reset.done"));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    set.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("team.reset.title", { name: user.name })}
      description={t("team.reset.lead")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={set.isPending}>
            {t("team.reset.set")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit}>
        <PasswordField value={password} onChange={setPassword} />
      </form>
    </Dialog>
  );
}
