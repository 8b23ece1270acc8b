import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { minutesOf, written } from "@/shared/format/duration";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { categories, metrics, type NewPolicy, type Policy, priorities } from "./queries";

/** `policy` null: a new one, which begins with the times of `model`. */
type PolicyDialogProps = { policy: Policy | null; model: Policy; onClose: () => void };

type Draft = Pick<Policy, "name" | "position" | "starts" | "pauses" | "around_the_clock"> & { department: string; category: NonNullable<Policy["category"]> | "" };
type Texts = Record<string, string>;

const nameOf = (priority: string, metric: string) => `${priority}.${metric}`;

function textsOf({ minutes }: Policy): Texts {
  return Object.fromEntries(
    priorities.flatMap((priority) => metrics.map((metric) => [nameOf(priority, metric), written(minutes[priority]![metric])])),
  );
}

/** Null when one of the texts is no span of time. */
function minutesFrom(texts: Texts): NewPolicy["minutes"] | null {
  const read = (priority: string, metric: string) => minutesOf(texts[nameOf(priority, metric)] ?? "");
  if (priorities.some((priority) => metrics.some((metric) => read(priority, metric) === null))) return null;
  const entries = priorities.map((priority) => [priority, Object.fromEntries(metrics.map((metric) => [metric, read(priority, metric)]))]);
  return Object.fromEntries(entries) as NewPolicy["minutes"];
}

export function PolicyDialog({ policy, model, onClose }: PolicyDialogProps) {
  const { t } = useTranslation("tickets");
  const error = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const [draft, setDraft] = useState<Draft>(() => ({
    name: policy?.name ?? "",
    position: policy?.position ?? 0,
    department: policy?.department ?? "",
    category: policy?.category ?? "",
    starts: policy?.starts ?? model.starts,
    pauses: policy?.pauses ?? model.pauses,
    around_the_clock: policy?.around_the_clock ?? model.around_the_clock,
  }));
  const [texts, setTexts] = useState(() => textsOf(policy ?? model));
  const minutes = minutesFrom(texts);
  const general = policy?.general ?? false;
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: (wanted: NewPolicy["minutes"]) => {
      const body: NewPolicy = {
        ...draft,
        name: draft.name.trim(),
        position: general ? 0 : draft.position,
        department: draft.department.trim() || null,
        category: draft.category === "" ? null : draft.category,
        minutes: wanted,
      };
      return unwrap(
        policy
          ? api.PUT("/api/v1/sla-policies/{policy_id}", { params: { path: { policy_id: policy.id } }, body })
          : api.POST("/api/v1/sla-policies", { body }),
      );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["sla"] });
      toast.done(t("sla.saved"));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (minutes) save.mutate(minutes);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(policy ? "sla.edit" : "sla.new")}
      className="max-w-2xl"
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={!minutes || save.isPending}>
            {t("sla.save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <Field label={t("sla.name")} error={save.error ? error(save.error) : undefined} className={general ? "sm:col-span-2" : undefined}>
          {(control) => <Input {...control} required maxLength={80} value={draft.name} onChange={(event) => change({ name: event.target.value })} />}
        </Field>
        {!general && (
          <>
            <Field label={t("sla.order")} hint={t("sla.orderHint")}>
              {(control) => (
                <Input {...control} type="number" required min={0} max={1000} value={draft.position} onChange={(event) => change({ position: event.target.valueAsNumber })} />
              )}
            </Field>
            <Field label={t("sla.department")} hint={t("sla.departmentHint")}>
              {(control) => <Input {...control} maxLength={80} value={draft.department} onChange={(event) => change({ department: event.target.value })} />}
            </Field>
            <Field label={t("sla.category")}>
              {(control) => (
                <Select {...control} value={draft.category} onChange={(event) => change({ category: event.target.value as Draft["category"] })}>
                  <option value="">{t("sla.any")}</option>
                  {categories.map((value) => (
                    <option key={value} value={value}>
                      {t(`category.${value}`)}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </>
        )}
        <fieldset className="grid gap-3 sm:col-span-2">
          <legend className="mb-1 text-[12.5px] text-ink-3">{t("sla.minutesHint")}</legend>
          {priorities.map((priority) => (
            <div key={priority} className="grid grid-cols-3 items-end gap-3">
              {metrics.map((metric) => {
                const name = nameOf(priority, metric);
                const text = texts[name]!;
                return (
                  <Field key={metric} label={t("sla.minutes", { metric: t(`metric.${metric}`), priority: t(`priority.${priority}`) })} error={minutesOf(text) === null ? t("sla.wrong") : undefined}>
                    {(control) => (
                      <Input {...control} required value={text} onChange={(event) => setTexts((before) => ({ ...before, [name]: event.target.value }))} />
                    )}
                  </Field>
                );
              })}
            </div>
          ))}
        </fieldset>
        <Field label={t("sla.starts")} className="sm:col-span-2">
          {(control) => (
            <Select {...control} value={draft.starts} onChange={(event) => change({ starts: event.target.value as Policy["starts"] })}>
              <option value="handoff">{t("sla.startsOf.handoff")}</option>
              <option value="contact">{t("sla.startsOf.contact")}</option>
            </Select>
          )}
        </Field>
        <Toggle label={t("sla.pauses")} checked={draft.pauses} onChange={(pauses) => change({ pauses })} />
        <Toggle label={t("sla.clock")} checked={draft.around_the_clock} onChange={(around_the_clock) => change({ around_the_clock })} />
      </form>
    </Dialog>
  );
}

function Toggle({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-center gap-3 sm:col-span-2">
      <Switch id={id} checked={checked} onCheckedChange={onChange} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
