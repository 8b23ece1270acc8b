import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import type { Connector } from "../channels/connectors";
import { StepList } from "../channels/step-list";
import { useFieldErrors } from "../channels/use-field-errors";
import { fieldsOf, settingsOf, valuesOf } from "../schema-form/fields";
import { SchemaFields } from "../schema-form/schema-fields";
import { textAt, useConnectorTexts } from "../schema-form/use-field-texts";
import { Lead, StepFoot } from "./wizard-frame";

type Channel = components["schemas"]["Channel"];
type Steps = components["schemas"]["Check"]["steps"];

/** What the next step of the wizard brings about: it need not be right yet. */
const LATER = new Set(["webhook", "session"]);
const blocks = (step: Steps[number]) => !step.ok && !LATER.has(step.code);

type CredentialsStepProps = {
  connector: Connector;
  /** The one that is already kept; null for a new one. */
  channel: Channel | null;
  onBack: (() => void) | null;
  /** `typed` are the values of the form, such as a verify token that is not shown again. */
  onDone: (channelId: string, typed: Record<string, unknown>) => void;
};

/** What the provider asks for. It is tried before it is kept. */
export function CredentialsStep({ connector, channel, onBack, onDone }: CredentialsStepProps) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const { label } = useConnectorTexts(connector.name, connector.label);
  const fields = fieldsOf(connector.settings_schema);
  const [name, setName] = useState(channel?.name ?? label);
  const [values, setValues] = useState(() => valuesOf(fields, channel?.settings ?? null));
  const settings = settingsOf(fields, values);
  const keep = useKeep(connector, channel);
  const trying = useTry(connector.name);
  const proceed = async (anyway: boolean) => {
    // What is kept already cannot be tried without its secrets: it is saved, then checked.
    if (!channel && !anyway && (await trying.mutateAsync(settings)).some(blocks)) return;
    const kept = await keep.mutateAsync({ name: name.trim(), settings });
    if (anyway || !kept.steps.some(blocks)) onDone(kept.id, settings);
  };
  const steps = keep.data?.steps ?? trying.data;
  const failed = steps?.some(blocks) ?? false;
  const error = keep.error ?? trying.error;
  const errors = useFieldErrors(connector.name, error);
  const busy = keep.isPending || trying.isPending;
  const go = (anyway: boolean) => void proceed(anyway).catch(() => undefined);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    go(false);
  };
  return (
    <form onSubmit={submit}>
      <Lead>{textAt(`providers.${connector.name}.where`) ?? t("wizard.credentialsLead")}</Lead>
      <div className="grid gap-4">
        <Field label={t("channels.name")} hint={t("channels.nameHint")}>
          {(control) => <Input {...control} required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <SchemaFields connector={connector.name} fields={fields} values={values} onChange={setValues} errors={errors} stored={channel?.settings ?? null} />
        <StepList steps={steps} />
        {error && (
          <p role="alert" className="text-[13px] text-urucum-text">
            {errorText(error)}
          </p>
        )}
      </div>
      <StepFoot>
        {onBack && (
          <Button onClick={onBack} className="mr-auto">
            {t("wizard.back")}
          </Button>
        )}
        {failed && (
          <Button variant="ghost" disabled={busy} onClick={() => go(true)}>
            {t("wizard.anyway")}
          </Button>
        )}
        <Button type="submit" variant="primary" disabled={busy}>
          {t(busy ? "channels.checking" : "wizard.try")}
        </Button>
      </StepFoot>
    </form>
  );
}

function useTry(name: string) {
  return useMutation({
    meta: { quiet: true },
    mutationFn: async (settings: Record<string, unknown>): Promise<Steps> =>
      (await unwrap(api.POST("/api/v1/connectors/{name}/try", { params: { path: { name } }, body: { settings } }))).steps,
  });
}

/** Keeps the channel and checks it as it is kept. */
function useKeep(connector: Connector, channel: Channel | null) {
  const client = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: async (body: { name: string; settings: Record<string, unknown> }) => {
      const path = (id: string) => ({ params: { path: { channel_id: id } } });
      const kept = channel
        ? await unwrap(api.PATCH("/api/v1/channels/{channel_id}", { ...path(channel.id), body }))
        : await unwrap(api.POST("/api/v1/channels", { body: { ...body, connector: connector.name } }));
      const { steps } = await unwrap(api.POST("/api/v1/channels/{channel_id}/check", path(kept.id)));
      return { id: kept.id, steps };
    },
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
}
