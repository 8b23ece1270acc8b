import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { useFieldErrors } from "../channels/use-field-errors";
import { EditDialog } from "../edit-dialog";
import { fieldsOf, settingsOf, valuesOf } from "../schema-form/fields";
import { SchemaFields } from "../schema-form/schema-fields";
import { textAt } from "../schema-form/use-field-texts";
import { useSave } from "../use-save";
import { AlertRules, type Rules } from "./alert-rules";
import type { AlertConnector, AlertView } from "./alerts";

const NEW: Rules = { kinds: ["waiting"], queue_ids: [], wait_minutes: 2, pause_minutes: 5, active: true };

type AlertDialogProps = { alert: AlertView | null; connectors: AlertConnector[]; onClose: () => void };

/** An alert to make or change; `alert` null: a new one. It can be tried before it is saved. */
export function AlertDialog({ alert, connectors, onClose }: AlertDialogProps) {
  const { t } = useTranslation("organise");
  const { connector, stored, fields, values, pick, fill } = useConnector(alert, connectors);
  const [name, setName] = useState(alert?.name ?? "");
  const [rules, setRules] = useState<Rules>(alert ?? NEW);
  const chosen = { connector, settings: settingsOf(fields, values) };
  const { kinds, queue_ids, wait_minutes, pause_minutes, active } = rules;
  const body = { name: name.trim(), ...chosen, kinds, queue_ids, wait_minutes, pause_minutes, active };
  const save = useSave(
    "alerts",
    () =>
      unwrap(
        alert
          ? api.PUT("/api/v1/alerts/{alert_id}", { params: { path: { alert_id: alert.id } }, body })
          : api.POST("/api/v1/alerts", { body }),
      ),
    onClose,
  );
  const trial = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/alerts/try", { body: { ...chosen, alert_id: alert?.id ?? null } })),
  });
  const error = save.error ?? trial.error;
  const errors = useFieldErrors(connector, error);
  return (
    <EditDialog
      title={t(alert ? "alerts.edit" : "alerts.new")}
      onClose={onClose}
      onSave={() => save.mutate()}
      saving={save.isPending || rules.kinds.length === 0}
      error={error}
      actions={
        <Button disabled={trial.isPending} onClick={() => trial.mutate()}>
          {t(trial.isPending ? "alerts.trying" : "alerts.try")}
        </Button>
      }
    >
      <Field label={t("name")}>
        {(control) => <Input {...control} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <Field label={t("alerts.way")} hint={textAt(`connectors.${connector}.hint`)}>
        {(control) => (
          <Select {...control} value={connector} onChange={(event) => pick(event.target.value)}>
            {connectors.map((each) => (
              <option key={each.name} value={each.name}>
                {textAt(`connectors.${each.name}.label`) ?? each.label}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <SchemaFields connector={connector} fields={fields} values={values} onChange={fill} errors={errors} stored={stored} />
      <AlertRules rules={rules} onChange={setRules} />
      {trial.data && (
        <p role="status" className={trial.data.ok ? "text-[13px] text-mata-text" : "text-[13px] [overflow-wrap:anywhere] text-urucum-text"}>
          {trial.data.ok ? t("alerts.arrived") : t("alerts.trouble", { detail: trial.data.detail })}
        </p>
      )}
    </EditDialog>
  );
}

/** Which way is chosen, and what was typed for it. */
function useConnector(alert: AlertView | null, connectors: AlertConnector[]) {
  const [connector, setConnector] = useState(alert?.connector ?? connectors[0]?.name ?? "");
  const storedFor = (name: string) => (name === alert?.connector ? alert.settings : null);
  const fieldsFor = (name: string) => fieldsOf(connectors.find((each) => each.name === name)?.settings_schema ?? {});
  const [values, fill] = useState(() => valuesOf(fieldsFor(connector), storedFor(connector)));
  const pick = (name: string) => {
    setConnector(name);
    fill(valuesOf(fieldsFor(name), storedFor(name)));
  };
  return { connector, stored: storedFor(connector), fields: fieldsFor(connector), values, pick, fill };
}
