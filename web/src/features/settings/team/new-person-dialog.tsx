import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Role } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { usersQuery } from "@/api/users";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { readablePassword } from "./password";
import { PasswordField } from "./password-field";
import { roles } from "./roles";

export function NewPersonDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const [name, setName] = useState("");
  const [email, setEmail] = useState("");
  const [role, setRole] = useState<Role>("operator");
  const [password, setPassword] = useState(readablePassword);
  const add = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(api.POST("/api/v1/users", { body: { name: name.trim(), email: email.trim(), role, password } })),
    onSuccess: (user) => {
      void client.invalidateQueries({ queryKey: usersQuery.queryKey });
      toast.done(t("team.dialog.added", { name: user.name }));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("team.dialog.title")}
      description={t("team.dialog.lead")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={add.isPending}>
            {t("team.dialog.add")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <Field label={t("team.name")}>
          {(control) => (
            <Input {...control} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <Field label={t("team.email")} error={add.error ? text(add.error) : undefined}>
          {(control) => (
            <Input {...control} type="email" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />
          )}
        </Field>
        <Field label={t("team.role")} hint={t(`roleHint.${role}`)}>
          {(control) => (
            <Select {...control} value={role} onChange={(event) => setRole(event.target.value as Role)}>
              {roles.map((one) => (
                <option key={one} value={one}>
                  {t(`role.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <PasswordField value={password} onChange={setPassword} />
      </form>
    </Dialog>
  );
}
