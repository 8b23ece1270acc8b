import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { Textarea } from "@/shared/ui/textarea";
import type { FieldSpec } from "./fields";
import { useFieldTexts } from "./use-field-texts";

type SchemaFieldProps = {
  connector: string;
  field: FieldSpec;
  value: string | boolean;
  onChange: (value: string | boolean) => void;
  error: string | undefined;
  /** There is a value already: a secret may stay empty. */
  stored: boolean;
};

export function SchemaField({ connector, field, value, onChange, error, stored }: SchemaFieldProps) {
  const { t } = useTranslation("settings");
  const { label, hint } = useFieldTexts(connector, field);
  const kept = field.kind === "secret" && stored ? t("channels.secretKept") : undefined;
  return (
    <Field label={label} hint={[hint, kept].filter(Boolean).join(" ")} error={error}>
      {(control) => <Control control={control} field={field} value={value} onChange={onChange} stored={stored} />}
    </Field>
  );
}

type ControlProps = Omit<SchemaFieldProps, "connector" | "error"> & {
  control: { id: string; "aria-describedby": string | undefined; "aria-invalid": boolean | undefined };
};

function Control({ control, field, value, onChange, stored }: ControlProps) {
  const { kind, required, maxLength, min, max, step, options } = field;
  if (typeof value === "boolean") return <Switch id={control.id} checked={value} onCheckedChange={onChange} />;
  if (kind === "choice") {
    return (
      <Select {...control} value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map((option) => (
          <option key={option}>{option}</option>
        ))}
      </Select>
    );
  }
  if (kind === "list" || field.multiline) {
    return <Textarea {...control} value={value} maxLength={maxLength} onChange={(event) => onChange(event.target.value)} />;
  }
  if (kind === "colour") return <Colour control={control} value={value} onChange={onChange} />;
  const type = { secret: "password", number: "number" }[kind as string] ?? "text";
  return (
    <Input
      {...control}
      type={type}
      autoComplete="off"
      spellCheck={false}
      required={required && !(kind === "secret" && stored)}
      maxLength={maxLength}
      min={min}
      max={max}
      step={kind === "number" ? step : undefined}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

type ColourProps = { control: ControlProps["control"]; value: string; onChange: (value: string) => void };

function Colour({ control, value, onChange }: ColourProps) {
  return (
    <div className="flex items-center gap-3">
      <input
        {...control}
        type="color"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        className="h-9 w-14 cursor-pointer rounded-lg border border-line-strong bg-surface p-1"
      />
      <code className="text-[13px] text-ink-2">{value}</code>
    </div>
  );
}
