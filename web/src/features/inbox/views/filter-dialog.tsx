import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Star } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import { priorities, sorts } from "@/api/conversations";
import { labelsQuery } from "@/api/labels";
import { useMay } from "@/api/me";
import { queuesQuery } from "@/api/queues";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { useInboxFilter } from "../use-inbox-filter";
import { EVERYTHING, filtersOf, viewsQuery } from "./views";

/** Narrows the list down, and keeps that under a name. */
export function FilterDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["desk", "inbox"]);
  const [filter, change] = useInboxFilter();
  const { data: channels } = useQuery(channelsQuery);
  const { data: queues } = useQuery(queuesQuery);
  const { data: labels } = useQuery(labelsQuery);
  const all = t("views.any");
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("views.filter")}
      description={t("views.lead")}
      footer={
        <>
          <Button variant="ghost" onClick={() => change(EVERYTHING)}>
            {t("views.clear")}
          </Button>
          <Button variant="primary" onClick={onClose}>
            {t("views.done")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Choice label={t("views.queueOf")} value={filter.queue_id} all={all} items={queues?.items} onChange={(fila) => change({ fila })} />
        <Choice label={t("sort.labels")} value={filter.label_id} all={all} items={labels?.items} onChange={(etiqueta) => change({ etiqueta })} />
        <Choice
          label={t("sort.priority")}
          value={filter.priority}
          all={all}
          items={priorities.map((id) => ({ id, name: t(`inbox:priority.${id}`) }))}
          onChange={(id) => change({ prioridade: priorities.find((one) => one === id) })}
        />
        <Choice label={t("views.channel")} value={filter.channel_id} all={all} items={channels?.items} onChange={(canal) => change({ canal })} />
        <Choice
          label={t("views.order")}
          value={filter.sort}
          all={t("views.sorts.recent")}
          items={sorts.slice(1).map((id) => ({ id, name: t(`views.sorts.${id}`) }))}
          onChange={(id) => change({ ordem: sorts.find((one) => one === id) })}
        />
        <label className="flex items-center gap-3 self-end pb-2">
          <Switch checked={filter.snoozed ?? false} onCheckedChange={(on) => change({ adiadas: on ? true : undefined })} />
          {t("views.onlySnoozed")}
        </label>
      </div>
      <KeepView />
    </Dialog>
  );
}

type ChoiceProps = {
  label: string;
  value: string | undefined;
  all: string;
  items: readonly { id: string; name: string }[] | undefined;
  onChange: (id: string | undefined) => void;
};

function Choice({ label, value = "", all, items = [], onChange }: ChoiceProps) {
  return (
    <Field label={label}>
      {(control) => (
        <Select {...control} value={value} onChange={(event) => onChange(event.target.value || undefined)}>
          <option value="">{all}</option>
          {items.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

/** Under a name, for oneself or for everybody. */
function KeepView() {
  const { t } = useTranslation("desk");
  const [filter] = useInboxFilter();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const mayShare = useMay("supervisor");
  const errorText = useErrorText();
  const client = useQueryClient();
  const keep = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/saved-views", { body: { name: name.trim(), filters: filtersOf(filter), shared, position: 0 } })),
    onSuccess: () => {
      setName("");
      return client.invalidateQueries({ queryKey: viewsQuery.queryKey });
    },
  });
  return (
    <form
      className="mt-4 rounded-xl bg-sunken p-3"
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate();
      }}
    >
      <Field label={t("views.keep")} hint={t("views.keepHint")} error={keep.error ? errorText(keep.error) : undefined}>
        {(control) => <Input {...control} value={name} maxLength={120} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <div className="mt-2 flex flex-wrap items-center gap-3">
        {mayShare && (
          <label className="flex items-center gap-2 text-[13px]">
            <Switch checked={shared} onCheckedChange={setShared} />
            {t("views.shared")}
          </label>
        )}
        <Button type="submit" size="sm" className="ml-auto" disabled={!name.trim() || keep.isPending}>
          <Star aria-hidden />
          {t("views.keepAction")}
        </Button>
      </div>
    </form>
  );
}
