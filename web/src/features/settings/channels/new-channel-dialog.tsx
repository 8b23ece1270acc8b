import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { fieldsOf, settingsOf, valuesOf } from "../schema-form/fields";
import { SchemaFields } from "../schema-form/schema-fields";
import { useConnectorTexts } from "../schema-form/use-field-texts";
import { connectorsQuery } from "./connectors";
import { useFieldErrors } from "./use-field-errors";

type Connector = components["schemas"]["ConnectorLine"];
type NewChannelDialogProps = { onClose: () => void; onConnected: (id: string) => void };

/** First which connector, then what it asks for. */
export function NewChannelDialog({ onClose, onConnected }: NewChannelDialogProps) {
  const { t } = useTranslation("settings");
  const connectors = useQuery(connectorsQuery);
  const [chosen, choose] = useState<Connector | null>(null);
  if (chosen) {
    return <ConnectDialog connector={chosen} onClose={onClose} onBack={() => choose(null)} onConnected={onConnected} />;
  }
  return (
    <Dialog open onOpenChange={(open) => !open && onClose()} title={t("channels.choose")}>
      <Loaded query={connectors}>
        {({ items }) => (
          <ul className="grid gap-2 pb-2">
            {items.map((connector) => (
              <ConnectorChoice key={connector.name} connector={connector} onChoose={() => choose(connector)} />
            ))}
          </ul>
        )}
      </Loaded>
    </Dialog>
  );
}

function ConnectorChoice({ connector, onChoose }: { connector: Connector; onChoose: () => void }) {
  const { label, hint } = useConnectorTexts(connector.name, connector.label);
  return (
    <li>
      <button type="button" onClick={onChoose} className="w-full rounded-xl border p-4 text-left hover:bg-sunken">
        <span className="block font-medium">{label}</span>
        {hint && <span className="text-[13.5px] text-ink-2">{hint}</span>}
      </button>
    </li>
  );
}

type ConnectDialogProps = NewChannelDialogProps & { connector: Connector; onBack: () => void };

function ConnectDialog({ connector, onClose, onBack, onConnected }: ConnectDialogProps) {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const { label, hint } = useConnectorTexts(connector.name, connector.label);
  const fields = fieldsOf(connector.settings_schema);
  const [name, setName] = useState(label);
  const [values, setValues] = useState(() => valuesOf(fields, null));
  const add = useMutation({
    meta: { quiet: true },
    mutationFn: async () => {
      const body = { name: name.trim(), connector: connector.name, settings: settingsOf(fields, values) };
      const channel = await unwrap(api.POST("/api/v1/channels", { body }));
      await unwrap(api.POST("/api/v1/channels/{channel_id}/check", { params: { path: { channel_id: channel.id } } }));
      return channel;
    },
    onSuccess: (channel) => {
      toast.done(t("channels.connected"));
      onConnected(channel.id);
    },
    onSettled: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  const errors = useFieldErrors(connector.name, add.error);
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    add.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={label}
      description={hint}
      footer={
        <>
          <Button onClick={onBack} className="mr-auto">
            {t("channels.back")}
          </Button>
          <Button type="submit" form={form} variant="primary" disabled={add.isPending}>
            {t("channels.connect")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <Field label={t("channels.name")} hint={t("channels.nameHint")}>
          {(control) => (
            <Input {...control} required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />
          )}
        </Field>
        <SchemaFields connector={connector.name} fields={fields} values={values} onChange={setValues} errors={errors} stored={false} />
        {add.error && (
          <p role="alert" className="text-[13px] text-urucum-text">
            {text(add.error)}
          </p>
        )}
      </form>
    </Dialog>
  );
}
