import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { Section } from "./section";

type Known = components["schemas"]["FieldValue"];
type Value = string | number | boolean | null;

type FieldSectionProps = { contactId: string; canEdit: boolean };

/** What the company wants to know of its contacts. Kept as soon as a field is left. */
export function FieldSection({ contactId, canEdit }: FieldSectionProps) {
  const { t } = useTranslation("desk");
  const client = useQueryClient();
  const key = [...keys.contact(contactId), "fields"];
  const { data } = useQuery({
    queryKey: key,
    queryFn: () => unwrap(api.GET("/api/v1/contacts/{contact_id}/fields", { params: { path: { contact_id: contactId } } })),
  });
  const { mutate } = useMutation({
    mutationFn: (fields: Record<string, Value>) => unwrap(api.PATCH("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: contactId } }, body: { fields } })),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  if (!data?.items.length) return null;
  return (
    <Section title={t("fields.title")}>
      <dl className="grid gap-2 text-[13px]">
        {data.items.map((field) => (
          <Line key={`${field.key}.${String(field.value)}`} field={field} disabled={!canEdit} onKeep={(value) => value !== field.value && mutate({ [field.key]: value })} />
        ))}
      </dl>
    </Section>
  );
}

type LineProps = { field: Known; disabled: boolean; onKeep: (value: Value) => void };

function Line({ field, disabled, onKeep }: LineProps) {
  const id = useId();
  return (
    <div className="grid grid-cols-[7rem_minmax(0,1fr)] items-center gap-2">
      <dt>
        <label htmlFor={id} className="text-ink-3">
          {field.label}
        </label>
      </dt>
      <dd>
        <Control id={id} field={field} disabled={disabled} onKeep={onKeep} />
      </dd>
    </div>
  );
}

function Control({ id, field: { kind, options, value }, disabled, onKeep }: LineProps & { id: string }) {
  const [text, setText] = useState(value === null ? "" : String(value));
  if (kind === "yes_no") return <Switch id={id} checked={value === true} disabled={disabled} onCheckedChange={onKeep} />;
  if (kind === "choice") {
    return (
      <Select id={id} value={text} disabled={disabled} onChange={(event) => onKeep(event.target.value || null)}>
        <option value="" />
        {options.map((option) => (
          <option key={option} value={option}>
            {option}
          </option>
        ))}
      </Select>
    );
  }
  const keep = () => {
    const written = text.trim();
    onKeep(written === "" ? null : kind === "number" ? Number(written) : written);
  };
  return (
    <Input
      id={id}
      type={kind}
      step="any"
      value={text}
      disabled={disabled}
      maxLength={500}
      className="h-8"
      onChange={(event) => setText(event.target.value)}
      onBlur={keep}
      onKeyDown={(event) => event.key === "Enter" && event.currentTarget.blur()}
    />
  );
}
