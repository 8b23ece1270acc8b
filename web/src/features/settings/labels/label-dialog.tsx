import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { LabelBadge } from "@/shared/ui/label-badge";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Segmented } from "@/shared/ui/segmented";
import { EditDialog } from "../edit-dialog";
import { useSave } from "../use-save";

type Label = components["schemas"]["LabelLine"];
type Color = components["schemas"]["Color"];

const COLORS: Color[] = ["gray", "blue", "green", "yellow", "red", "purple"];

/** A label to make or change; `label` null: a new one. */
export function LabelDialog({ label, onClose }: { label: Label | null; onClose: () => void }) {
  const { t } = useTranslation("organise");
  const [name, setName] = useState(label?.name ?? "");
  const [color, setColor] = useState<Color>((label?.color as Color | undefined) ?? "blue");
  const body = { name: name.trim(), color };
  const save = useSave(
    "labels",
    () =>
      unwrap(
        label
          ? api.PATCH("/api/v1/labels/{label_id}", { params: { path: { label_id: label.id } }, body })
          : api.POST("/api/v1/labels", { body }),
      ),
    onClose,
  );
  return (
    <EditDialog title={t(label ? "labels.edit" : "labels.new")} onClose={onClose} onSave={() => save.mutate()} saving={save.isPending} error={save.error}>
      <Field label={t("name")}>
        {(control) => <Input {...control} required maxLength={40} value={name} onChange={(event) => setName(event.target.value)} />}
      </Field>
      <div className="grid gap-1.5">
        <span className="text-[13px] font-medium text-ink-2">{t("labels.color")}</span>
        <Segmented label={t("labels.color")} value={color} onChange={setColor} items={COLORS.map((value) => ({ value, label: t(`labels.colors.${value}`) }))} className="flex-wrap" />
        <p>
          <LabelBadge label={{ name: name.trim() || t("labels.sample"), color }} />
        </p>
      </div>
    </EditDialog>
  );
}
