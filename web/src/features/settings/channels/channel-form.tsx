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
import { toast } from "@/shared/ui/toast";
import { fieldsOf, settingsOf, valuesOf } from "../schema-form/fields";
import { SchemaFields } from "../schema-form/schema-fields";
import { useFieldErrors } from "./use-field-errors";

type ChannelFormProps = { channel: components["schemas"]["Channel"]; schema: Record<string, unknown> };

/** Name and settings of a connected channel. */
export function ChannelForm({ channel, schema }: ChannelFormProps) {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const fields = fieldsOf(schema);
  const [name, setName] = useState(channel.name);
  const [values, setValues] = useState(() => valuesOf(fields, channel.settings));
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(
        api.PATCH("/api/v1/channels/{channel_id}", {
          params: { path: { channel_id: channel.id } },
          body: { name: name.trim(), settings: settingsOf(fields, values) },
        }),
      ),
    onSuccess: (fresh) => {
      setValues(valuesOf(fields, fresh.settings));
      toast.done(t("saved"));
      return client.invalidateQueries({ queryKey: channelsQuery.queryKey });
    },
  });
  const errors = useFieldErrors(channel.connector, save.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-4 border-t pt-5">
      <Field label={t("channels.name")} hint={t("channels.nameHint")}>
        {(control) => (
          <Input {...control} required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
        )}
      </Field>
      <SchemaFields connector={channel.connector} fields={fields} values={values} onChange={setValues} errors={errors} stored={channel.settings} />
      {save.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {text(save.error)}
        </p>
      )}
      <Button type="submit" variant="primary" className="justify-self-start" disabled={save.isPending}>
        {t("channels.save")}
      </Button>
    </form>
  );
}
