import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Textarea } from "@/shared/ui/textarea";
import { EditDialog } from "../edit-dialog";
import { useSave } from "../use-save";

type ContactField = components["schemas"]["ContactField"];
type Kind = ContactField["kind"];

const KINDS: Kind[] = ["text", "number", "date", "choice", "yes_no"];

/** A field to make or change; `field` null: a new one. */
export function FieldDialog({ field, onClose }: { field: ContactField | null; onClose: () => void }) {
  const { t } = useTranslation("organise");
  const [label, setLabel] = useState(field?.label ?? "");
  const [kind, setKind] = useState<Kind>(field?.kind ?? "text");
  const [lines, setLines] = useState(field?.options.join("\n") ?? "");
  const options = lines.split("\n").map((line) => line.trim()).filter(Boolean);
  const body = { label: label.trim(), kind, options: kind === "choice" ? options : [], position: field?.position ?? 0 };
  const save = useSave(
    "contact-fields",
    () =>
      unwrap(
        field
          ? api.PUT("/api/v1/contact-fields/{field_id}", { params: { path: { field_id: field.id } }, body })
          : api.POST("/api/v1/contact-fields", { body }),
      ),
    onClose,
  );
  return (
    <EditDialog title={t(field ? "fields.edit" : "fields.new")} onClose={onClose} onSave={() => save.mutate()} saving={save.isPending} error={save.error}>
      <Field label={t("name")}>
        {(control) => <Input {...control} required maxLength={60} value={label} onChange={(event) => setLabel(event.target.value)} />}
      </Field>
      <Field label={t("fields.kindField")} hint={field ? t("fields.kindHint") : undefined}>
        {(control) => (
          <Select {...control} value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            {KINDS.map((each) => (
              <option key={each} value={each}>
                {t(`fields.kind.${each}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {kind === "choice" && (
        <Field label={t("fields.options")} hint={t("fields.optionsHint")}>
          {(control) => <Textarea {...control} required value={lines} onChange={(event) => setLines(event.target.value)} className="min-h-28" />}
        </Field>
      )}
    </EditDialog>
  );
}
