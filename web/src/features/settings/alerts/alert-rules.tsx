import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queuesQuery } from "@/api/queues";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Switch } from "@/shared/ui/switch";
import { KINDS, type AlertView } from "./alerts";

export type Rules = Pick<AlertView, "kinds" | "queue_ids" | "wait_minutes" | "pause_minutes" | "active">;

const MOST_MINUTES = 24 * 60;

/** What is told, of which queues, and how often. */
export function AlertRules({ rules, onChange }: { rules: Rules; onChange: (rules: Rules) => void }) {
  const { t } = useTranslation("organise");
  const queues = useQuery(queuesQuery).data?.items ?? [];
  const set = (change: Partial<Rules>) => onChange({ ...rules, ...change });
  return (
    <>
      <Checks
        legend={t("alerts.what")}
        items={KINDS.map((kind) => ({ value: kind, label: t(`alerts.kind.${kind}`) }))}
        chosen={rules.kinds}
        onChange={(kinds) => set({ kinds })}
      />
      <div className="grid gap-4 sm:grid-cols-2">
        {rules.kinds.includes("waiting") && (
          <Minutes label={t("alerts.wait")} hint={t("alerts.waitHint")} least={0} value={rules.wait_minutes} onChange={(wait_minutes) => set({ wait_minutes })} />
        )}
        <Minutes label={t("alerts.pause")} hint={t("alerts.pauseHint")} least={1} value={rules.pause_minutes} onChange={(pause_minutes) => set({ pause_minutes })} />
      </div>
      {queues.length > 1 && (
        <Checks
          legend={t("alerts.queues")}
          items={queues.map(({ id, name }) => ({ value: id, label: name }))}
          chosen={rules.queue_ids}
          onChange={(queue_ids) => set({ queue_ids })}
        />
      )}
      <label className="flex items-center gap-3">
        <Switch checked={rules.active} onCheckedChange={(active) => set({ active })} />
        {t("alerts.active")}
      </label>
    </>
  );
}

type ChecksProps<T extends string> = { legend: string; items: { value: T; label: string }[]; chosen: T[]; onChange: (chosen: T[]) => void };

function Checks<T extends string>({ legend, items, chosen, onChange }: ChecksProps<T>) {
  const toggle = (value: T, on: boolean) => onChange(on ? [...chosen, value] : chosen.filter((each) => each !== value));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1 text-[13px] font-medium text-ink-2">{legend}</legend>
      {items.map(({ value, label }) => (
        <label key={value} className="flex items-center gap-2.5">
          <input type="checkbox" checked={chosen.includes(value)} onChange={(event) => toggle(value, event.target.checked)} className="size-4 accent-mata" />
          {label}
        </label>
      ))}
    </fieldset>
  );
}

type MinutesProps = { label: string; hint: string; least: number; value: number; onChange: (value: number) => void };

function Minutes({ label, hint, least, value, onChange }: MinutesProps) {
  return (
    <Field label={label} hint={hint}>
      {(control) => (
        <Input {...control} type="number" required min={least} max={MOST_MINUTES} value={value} onChange={(event) => onChange(Number(event.target.value))} />
      )}
    </Field>
  );
}
