import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type ReactNode, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { queuesQuery } from "@/api/queues";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";

export type Queue = components["schemas"]["Queue"];

const ESCALATE = 10;

/** A number of a field that may be left empty. */
const numberIn = (text: string) => (text.trim() === "" ? null : Number(text));
const written = (number: number | null) => (number === null ? "" : String(number));

/** `queue` null: a new one. */
export function QueueDialog({ queue, onClose }: { queue: Queue | null; onClose: () => void }) {
  const { t } = useTranslation("queues");
  const error = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const [draft, setDraft] = useState(() => ({
    name: queue?.name ?? "",
    department: queue?.department ?? "",
    alarm: written(queue?.capacity_alarm ?? null),
    escalate: written(queue ? queue.escalate_minutes : ESCALATE),
    manual: queue?.manual ?? false,
    announces: queue?.announces ?? true,
    active: queue?.active ?? true,
    fallback: queue?.fallback ?? false,
  }));
  const change = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => {
      const body = {
        name: draft.name.trim(),
        department: draft.department.trim() || null,
        capacity_alarm: numberIn(draft.alarm),
        escalate_minutes: numberIn(draft.escalate),
        manual: draft.manual,
        announces: draft.announces,
      };
      if (!queue) return unwrap(api.POST("/api/v1/queues", { body }));
      const moved = draft.fallback && !queue.fallback ? { fallback: true as const } : { active: draft.active };
      return unwrap(api.PATCH("/api/v1/queues/{queue_id}", { params: { path: { queue_id: queue.id } }, body: { ...body, ...moved } }));
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: queuesQuery.queryKey });
      toast.done(t("saved"));
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
      onOpenChange={(open) => !open && onClose()}
      title={t(queue ? "edit" : "new")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <Field label={t("name")} error={save.error ? error(save.error) : undefined}>
          {(control) => <Input {...control} required maxLength={120} value={draft.name} onChange={(event) => change({ name: event.target.value })} />}
        </Field>
        <Field label={t("department")} hint={t("departmentHint")}>
          {(control) => <Input {...control} maxLength={60} value={draft.department} onChange={(event) => change({ department: event.target.value })} />}
        </Field>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("escalate")} hint={t("escalateHint")}>
            {(control) => (
              <Input {...control} type="number" min={1} max={10_000} value={draft.escalate} onChange={(event) => change({ escalate: event.target.value })} />
            )}
          </Field>
          <Field label={t("alarm")} hint={t("alarmHint")}>
            {(control) => (
              <Input {...control} type="number" min={1} max={100_000} value={draft.alarm} onChange={(event) => change({ alarm: event.target.value })} />
            )}
          </Field>
        </div>
        <Choice label={t("manual")} hint={t("manualHint")} checked={draft.manual} onChange={(manual) => change({ manual })} />
        <Choice label={t("announces")} hint={t("announcesHint")} checked={draft.announces} onChange={(announces) => change({ announces })} />
        {queue && !queue.fallback && (
          <>
            <Choice label={t("fallbackChoice")} hint={t("fallbackHint")} checked={draft.fallback} onChange={(fallback) => change({ fallback })} />
            <Choice label={t("active")} hint={t("activeHint")} checked={draft.active || draft.fallback} onChange={(active) => change({ active })} />
          </>
        )}
      </form>
    </Dialog>
  );
}

type ChoiceProps = { label: string; hint: ReactNode; checked: boolean; onChange: (on: boolean) => void };

function Choice({ label, hint, checked, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className="flex items-start justify-between gap-4">
      <div>
        <p id={id} className="text-[13.5px] font-medium">
          {label}
        </p>
        <p id={`${id}-hint`} className="text-[12.5px] text-ink-3">
          {hint}
        </p>
      </div>
      <Switch aria-labelledby={id} aria-describedby={`${id}-hint`} checked={checked} onCheckedChange={onChange} />
    </div>
  );
}
