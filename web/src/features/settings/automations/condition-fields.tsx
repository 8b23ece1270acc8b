import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { priorities, type RuleDraft, type Trigger, triggers } from "./rule";
import { useRuleText } from "./use-rule-text";

type ConditionFieldsProps = { draft: RuleDraft; onChange: (draft: RuleDraft) => void };

/** When, and if: what is left empty is not asked for. */
export function ConditionFields({ draft, onChange }: ConditionFieldsProps) {
  const { t } = useTranslation("supervision");
  const { labels, queues } = useRuleText();
  const set = (change: Partial<RuleDraft>) => onChange({ ...draft, ...change });
  return (
    <>
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="mb-2 font-medium">{t("rules.when")}</legend>
        <Field label={t("rules.when")}>
          {(control) => (
            <Select {...control} value={draft.trigger} onChange={(event) => set({ trigger: event.target.value as Trigger })}>
              {triggers.map((trigger) => (
                <option key={trigger} value={trigger}>
                  {t(`rules.trigger.${trigger}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {draft.trigger === "waiting" && (
          <Field label={t("rules.minutes")}>
            {(control) => (
              <Input {...control} type="number" required min={1} max={1440} value={draft.minutes} onChange={(event) => set({ minutes: event.target.value })} />
            )}
          </Field>
        )}
      </fieldset>
      <fieldset className="grid gap-3 sm:grid-cols-2">
        <legend className="mb-2 font-medium">{t("rules.if")}</legend>
        {draft.trigger === "message" && (
          <Field label={t("rules.words")} hint={t("rules.wordsHint")} className="sm:col-span-2">
            {(control) => <Input {...control} value={draft.words} onChange={(event) => set({ words: event.target.value })} />}
          </Field>
        )}
        <Field label={t("rules.hours")}>
          {(control) => (
            <Select {...control} value={draft.hours} onChange={(event) => set({ hours: event.target.value as RuleDraft["hours"] })}>
              <option value="">{t("rules.anyHours")}</option>
              <option value="open">{t("rules.open")}</option>
              <option value="closed">{t("rules.closed")}</option>
            </Select>
          )}
        </Field>
        <Field label={t("rules.queueIs")}>
          {(control) => (
            <Select {...control} value={draft.queue} onChange={(event) => set({ queue: event.target.value })}>
              <option value="">{t("rules.anyQueue")}</option>
              {queues.map((queue) => (
                <option key={queue.id} value={queue.id}>
                  {queue.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("rules.labelIs")}>
          {(control) => (
            <Select {...control} value={draft.label} onChange={(event) => set({ label: event.target.value })}>
              <option value="">{t("rules.anyLabel")}</option>
              {labels.map((label) => (
                <option key={label.id} value={label.id}>
                  {label.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("rules.priorityIs")}>
          {(control) => (
            <Select {...control} value={draft.priority} onChange={(event) => set({ priority: event.target.value as RuleDraft["priority"] })}>
              <option value="">{t("rules.anyPriority")}</option>
              {priorities.map((priority) => (
                <option key={priority} value={priority}>
                  {t(`rules.priority.${priority}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <label className="flex items-center gap-2.5">
          <Switch checked={draft.vip} onCheckedChange={(vip) => set({ vip })} />
          {t("rules.vip")}
        </label>
      </fieldset>
    </>
  );
}
