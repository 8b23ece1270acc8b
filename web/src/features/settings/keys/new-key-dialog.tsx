import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { CopyField } from "@/shared/ui/copy-field";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";

type Scope = components["schemas"]["Scope"];

const SCOPES: Scope[] = ["read", "write", "admin"];

/** Makes a key; then shows it, this once. */
export function NewKeyDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const [name, setName] = useState("");
  const [scopes, setScopes] = useState<Scope[]>(["read"]);
  const [expires, setExpires] = useState("");
  const create = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(
        api.POST("/api/v1/api-keys", {
          body: { name: name.trim(), scopes, ...(expires ? { expires_at: new Date(`${expires}T23:59:59`).toISOString() } : {}) },
        }),
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: ["api-keys"] }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate();
  };
  const toggle = (scope: Scope, on: boolean) => setScopes((all) => (on ? [...all, scope] : all.filter((one) => one !== scope)));
  if (create.data) return <KeyShown value={create.data.key} onClose={onClose} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("keys.new")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={create.isPending || scopes.length === 0}>
            {t("keys.create")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <Field label={t("keys.name")} hint={t("keys.nameHint")} error={create.error ? text(create.error) : undefined}>
          {(control) => (
            <Input {...control} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <fieldset className="grid gap-2">
          <legend className="mb-1 text-[13px] font-medium text-ink-2">{t("keys.scopes")}</legend>
          {SCOPES.map((scope) => (
            <label key={scope} className="flex items-start gap-2.5">
              <input
                type="checkbox"
                checked={scopes.includes(scope)}
                onChange={(event) => toggle(scope, event.target.checked)}
                className="mt-1 size-4 accent-mata"
              />
              <span>
                <span className="block font-medium">{t(`keys.scope.${scope}`)}</span>
                <span className="text-[13px] text-ink-3">{t(`keys.scopeHint.${scope}`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <Field label={t("keys.expires")} hint={expires ? undefined : t("keys.noExpiry")}>
          {(control) => (
            <Input {...control} type="date" value={expires} onChange={(event) => setExpires(event.target.value)} className="w-44" />
          )}
        </Field>
      </form>
    </Dialog>
  );
}

function KeyShown({ value, onClose }: { value: string; onClose: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("keys.createdTitle")}
      description={t("keys.createdLead")}
      footer={
        <Button variant="primary" onClick={onClose}>
          {t("keys.done")}
        </Button>
      }
    >
      <CopyField label={t("keys.key")} value={value} failed={t("copyFailed")} />
    </Dialog>
  );
}
