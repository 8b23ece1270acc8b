import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { agentQuery, agentsQuery } from "@/api/agents";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { engines, type Agent } from "./agents";
import { EngineChoice } from "./engine-choice";

/** What counts at once and is no part of a version: name, engine, channels, whether it answers. */
export function IdentityDialog({ agent, onClose }: { agent: Agent; onClose: () => void }) {
  const { t } = useTranslation("agent");
  const text = useErrorText();
  const form = useId();
  const client = useQueryClient();
  const [name, setName] = useState(agent.name);
  const [engine, setEngine] = useState(engines.find((one) => one === agent.engine));
  const [active, setActive] = useState(agent.active);
  const [chosen, choose] = useState(agent.channels);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(api.PATCH("/api/v1/agents/{agent_id}", { params: { path: { agent_id: agent.id } }, body: { name: name.trim(), engine, active, channels: chosen } })),
    onSuccess: (fresh) => {
      client.setQueryData(agentQuery(agent.id).queryKey, fresh);
      void client.invalidateQueries({ queryKey: agentsQuery.queryKey, exact: true });
      toast.done(t("identity.saved"));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("identity.title")}
      description={t("identity.hint")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={save.isPending}>
            {t("save", { ns: "common" })}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4 py-1">
        <Field label={t("name")} hint={t("nameHint")} error={save.error ? text(save.error) : undefined}>
          {(control) => <Input {...control} required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <EngineChoice value={engine ?? agent.engine} onChange={setEngine} />
        <Channels chosen={chosen} onChange={choose} />
        <Field label={t("identity.active")} hint={t("identity.activeHint")}>
          {({ id, "aria-describedby": describedBy }) => <Switch id={id} aria-describedby={describedBy} checked={active} onCheckedChange={setActive} />}
        </Field>
      </form>
    </Dialog>
  );
}

function Channels({ chosen, onChange }: { chosen: string[]; onChange: (chosen: string[]) => void }) {
  const { t } = useTranslation("agent");
  const { data } = useQuery(channelsQuery);
  if (!data || data.items.length === 0) return null;
  return (
    <fieldset className="grid gap-1.5">
      <legend className="mb-1 text-[13px] font-medium text-ink-2">{t("identity.channels")}</legend>
      {data.items.map((channel) => (
        <label key={channel.id} className="flex items-center gap-2.5">
          <input
            type="checkbox"
            className="size-4 accent-mata"
            checked={chosen.includes(channel.id)}
            onChange={(event) => onChange(event.target.checked ? [...chosen, channel.id] : chosen.filter((id) => id !== channel.id))}
          />
          {channel.name}
        </label>
      ))}
      <p className="text-[12.5px] text-ink-3">{t("identity.channelsHint")}</p>
    </fieldset>
  );
}
