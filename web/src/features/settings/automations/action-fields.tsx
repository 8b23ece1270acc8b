import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { IconButton } from "@/shared/ui/icon-button";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { type ActionDraft, type ActionKind, actionKinds, priorities } from "./rule";
import { useRuleText } from "./use-rule-text";

const MOST = 10;

type ActionFieldsProps = { actions: ActionDraft[]; onChange: (actions: ActionDraft[]) => void };

/** What is done, in this order. */
export function ActionFields({ actions, onChange }: ActionFieldsProps) {
  const { t } = useTranslation("supervision");
  const change = (index: number, action: ActionDraft) => onChange(actions.map((one, at) => (at === index ? action : one)));
  return (
    <fieldset className="grid gap-3">
      <legend className="mb-2 font-medium">{t("rules.then")}</legend>
      {actions.map((action, index) => (
        <div key={index} className="flex flex-wrap items-end gap-2">
          <Field label={t("rules.action", { number: index + 1 })} className="min-w-48 flex-1">
            {(control) => (
              <Select {...control} value={action.kind} onChange={(event) => change(index, { kind: event.target.value as ActionKind, value: "" })}>
                {actionKinds.map((kind) => (
                  <option key={kind} value={kind}>
                    {t(`rules.do.${kind}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
          <ValueField action={action} onChange={(value) => change(index, { ...action, value })} />
          {actions.length > 1 && (
            <IconButton label={t("rules.removeAction", { number: index + 1 })} onClick={() => onChange(actions.filter((_, at) => at !== index))}>
              <X aria-hidden />
            </IconButton>
          )}
        </div>
      ))}
      {actions.length < MOST && (
        <Button size="sm" className="justify-self-start" onClick={() => onChange([...actions, { kind: "note", value: "" }])}>
          <Plus aria-hidden />
          {t("rules.addAction")}
        </Button>
      )}
    </fieldset>
  );
}

type ValueFieldProps = { action: ActionDraft; onChange: (value: string) => void };

function ValueField({ action, onChange }: ValueFieldProps) {
  const { t } = useTranslation("supervision");
  const { labels, queues } = useRuleText();
  switch (action.kind) {
    case "resolve":
    case "give_back":
      return null;
    case "priority":
      return <Choice action={action} onChange={onChange} options={priorities.map((one) => [one, t(`rules.priority.${one}`)])} />;
    case "label":
      return <Choice action={action} onChange={onChange} options={labels.map(({ id, name }) => [id, name])} />;
    case "transfer":
      return <Choice action={action} onChange={onChange} options={queues.map(({ id, name }) => [id, name])} />;
    default:
      return (
        <Field label={t("rules.text")} className="min-w-48 flex-1">
          {(control) => <Input {...control} required maxLength={500} value={action.value} onChange={(event) => onChange(event.target.value)} />}
        </Field>
      );
  }
}

function Choice({ action, onChange, options }: ValueFieldProps & { options: [string, string][] }) {
  const { t } = useTranslation("supervision");
  return (
    <Field label={t("rules.choose")} className="min-w-40 flex-1">
      {(control) => (
        <Select {...control} required value={action.value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{t("rules.choose")}</option>
          {options.map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
