import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type ReactNode, type SubmitEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";

type RulesFormProps = {
  channel: components["schemas"]["Channel"];
  onSaved: () => void;
  /** The buttons under the form; the one that saves is a submit. */
  foot: (saving: boolean) => ReactNode;
};

/** What the channel may do by itself: signs of life, strangers, groups, the way round when it is down. */
export function RulesForm({ channel, onSaved, foot }: RulesFormProps) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const client = useQueryClient();
  const [rules, setRules] = useState(channel.rules);
  const { data: channels } = useQuery(channelsQuery);
  const set = (change: Partial<typeof rules>) => setRules({ ...rules, ...change });
  const { unofficial } = channel.capabilities;
  const others = channels?.items.filter((other) => other.id !== channel.id && !["simulator", "webchat"].includes(other.connector)) ?? [];
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.PATCH("/api/v1/channels/{channel_id}", { params: { path: { channel_id: channel.id } }, body: { rules } })),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: channelsQuery.queryKey });
      onSaved();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const count = (value: string) => Math.max(0, Math.round(Number(value)) || 0);
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Toggle label={t("rules.readReceipts")} hint={t("rules.readReceiptsHint")} on={rules.read_receipts} onChange={(on) => set({ read_receipts: on })} />
      <Toggle label={t("rules.typing")} hint={t("rules.typingHint")} on={rules.typing} onChange={(on) => set({ typing: on })} />
      <Toggle label={t("rules.groups")} hint={t("rules.groupsHint")} on={rules.answer_groups} onChange={(on) => set({ answer_groups: on })} />
      {unofficial && (
        <>
          <Toggle label={t("rules.firstContact")} hint={t("rules.firstContactHint")} on={rules.allow_first_contact} onChange={(on) => set({ allow_first_contact: on })} />
          {rules.allow_first_contact && <p className="rounded-xl bg-ipe-soft px-3 py-2 text-[13px] text-ipe-text">{t("rules.firstContactRisk")}</p>}
          <Field label={t("rules.dailyCap")} hint={t("rules.dailyCapHint")}>
            {(control) => (
              <Input {...control} type="number" min={0} max={100000} value={rules.daily_new_contacts} onChange={(event) => set({ daily_new_contacts: count(event.target.value) })} className="max-w-40" />
            )}
          </Field>
        </>
      )}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("rules.backup")} hint={t("rules.backupHint")}>
          {(control) => (
            <Select {...control} value={rules.backup_id ?? ""} onChange={(event) => set({ backup_id: event.target.value || null })}>
              <option value="">{t("rules.noBackup")}</option>
              {others.map((other) => (
                <option key={other.id} value={other.id}>
                  {other.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {rules.backup_id && (
          <Field label={t("rules.failover")} hint={t("rules.failoverHint")}>
            {(control) => (
              <Input {...control} type="number" min={1} max={1440} value={rules.failover_after_minutes} onChange={(event) => set({ failover_after_minutes: count(event.target.value) })} />
            )}
          </Field>
        )}
      </div>
      {save.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {errorText(save.error)}
        </p>
      )}
      {foot(save.isPending)}
    </form>
  );
}

type ToggleProps = { label: string; hint: string; on: boolean; onChange: (on: boolean) => void };

function Toggle({ label, hint, on, onChange }: ToggleProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Switch id={id} checked={on} onCheckedChange={onChange} aria-describedby={`${id}-hint`} className="mt-0.5" />
      <div>
        <label htmlFor={id} className="font-medium">
          {label}
        </label>
        <p id={`${id}-hint`} className="text-[13px] text-ink-2">
          {hint}
        </p>
      </div>
    </div>
  );
}
