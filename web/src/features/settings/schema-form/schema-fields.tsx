import { useTranslation } from "react-i18next";
import { SchemaField } from "./schema-field";
import type { FieldSpec, Values } from "./fields";

type SchemaFieldsProps = {
  connector: string;
  fields: FieldSpec[];
  values: Values;
  onChange: (values: Values) => void;
  /** By the name of the field. */
  errors: Record<string, string>;
  /** What is kept already: a secret among it stays when nothing is typed. */
  stored: Record<string, unknown> | null;
};

/** The form of a connector: what it needs first, the rest behind "more". */
export function SchemaFields({ connector, fields, values, onChange, errors, stored }: SchemaFieldsProps) {
  const { t } = useTranslation("settings");
  const draw = (field: FieldSpec) => (
    <SchemaField
      key={field.name}
      connector={connector}
      field={field}
      value={values[field.name]!}
      onChange={(value) => onChange({ ...values, [field.name]: value })}
      error={errors[field.name]}
      stored={Boolean(stored?.[field.name])}
    />
  );
  const main = fields.filter((field) => !field.advanced);
  const more = fields.filter((field) => field.advanced);
  return (
    <div className="grid gap-4">
      {main.map(draw)}
      {more.length > 0 && (
        <details className="group rounded-xl border" open={more.some((field) => errors[field.name])}>
          <summary className="cursor-pointer px-4 py-2.5 font-medium text-ink-2">{t("channels.advanced")}</summary>
          <div className="grid gap-4 border-t p-4 sm:grid-cols-2">{more.map(draw)}</div>
        </details>
      )}
    </div>
  );
}
