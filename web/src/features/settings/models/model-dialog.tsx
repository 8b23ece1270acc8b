import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { modelsQuery, type Model } from "@/api/models";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { bodyOf, emptyForm, formOf, providers, type ModelForm, type Provider } from "./model-form";
import { PriceFields } from "./price-fields";

/** A connection, new or known. The key is typed anew or stays as it is: it never comes back from the server. */
export function ModelDialog({ model, onClose }: { model: Model | null; onClose: () => void }) {
  const { t, i18n } = useTranslation("settings");
  const text = useErrorText();
  const id = useId();
  const client = useQueryClient();
  const [form, setForm] = useState<ModelForm>(() => (model ? formOf(model, i18n.language) : emptyForm));
  const set = (part: Partial<ModelForm>) => setForm((now) => ({ ...now, ...part }));
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(
        model
          ? api.PATCH("/api/v1/models/{model_id}", { params: { path: { model_id: model.id } }, body: bodyOf(form) })
          : api.POST("/api/v1/models", { body: { ...bodyOf(form), provider: form.provider } }),
      ),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: modelsQuery.queryKey });
      toast.done(t("saved"));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const compatible = form.provider === "compatible";
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={model ? model.name : t("models.add")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={id} variant="primary" disabled={save.isPending}>
            {t("save", { ns: "common" })}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={submit} autoComplete="off" className="grid gap-4 py-1 sm:grid-cols-2">
        <Field label={t("models.providerLabel")} className="sm:col-span-2">
          {(control) => (
            <Select {...control} value={form.provider} disabled={model !== null} onChange={(event) => set({ provider: event.target.value as Provider })}>
              {providers.map((one) => (
                <option key={one} value={one}>
                  {t(`models.provider.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("models.name")} hint={t("models.nameHint")}>
          {(control) => <Input {...control} required maxLength={120} value={form.name} onChange={(event) => set({ name: event.target.value })} />}
        </Field>
        <Field label={t("models.model")} hint={t("models.modelHint")}>
          {(control) => <Input {...control} required maxLength={120} value={form.model} onChange={(event) => set({ model: event.target.value })} />}
        </Field>
        <Field label={t("models.baseUrl")} hint={t(compatible ? "models.baseUrlCompatible" : "models.baseUrlHint")} className="sm:col-span-2">
          {(control) => (
            <Input {...control} type="url" required={compatible} maxLength={300} value={form.baseUrl} onChange={(event) => set({ baseUrl: event.target.value })} />
          )}
        </Field>
        <Field label={t("models.key")} hint={model?.has_key ? t("models.keyKept") : t(compatible ? "models.keyOptional" : "models.keyHint")} className="sm:col-span-2">
          {(control) => (
            <Input {...control} type="password" autoComplete="new-password" maxLength={1000} value={form.key} onChange={(event) => set({ key: event.target.value })} />
          )}
        </Field>
        <Field label={t("models.timeout")} hint={t("models.timeoutHint")}>
          {(control) => (
            <Input {...control} type="number" min={1} max={60} step={0.5} required value={form.timeout} onChange={(event) => set({ timeout: event.target.value })} />
          )}
        </Field>
        <Field label={t("models.maxTokens")} hint={t("models.maxTokensHint")}>
          {(control) => (
            <Input {...control} type="number" min={16} max={32_000} value={form.maxTokens} onChange={(event) => set({ maxTokens: event.target.value })} />
          )}
        </Field>
        <PriceFields form={form} onChange={set} />
        {save.error && (
          <p role="alert" className="text-[13px] text-urucum-text sm:col-span-2">
            {text(save.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
