import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { SpanFields } from "./hours-editor";
import type { SpecialDay } from "./queries";
import { nextSpan, type Span } from "./week";

/** A special day to enter (`day` null) or change. */
export function DayDialog({ day, onClose }: { day: SpecialDay | null; onClose: () => void }) {
  const { t } = useTranslation("hours");
  const { t: settings } = useTranslation("settings");
  const error = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const [name, setName] = useState(day?.name ?? "");
  const [date, setDate] = useState(day?.day ?? "");
  const [yearly, setYearly] = useState(day?.yearly ?? false);
  const [spans, setSpans] = useState<Span[]>(() => (day?.spans ?? []) as Span[]);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => {
      const body = { name: name.trim(), day: date, yearly, spans };
      return unwrap(
        day
          ? api.PUT("/api/v1/company/special-days/{day_id}", { params: { path: { day_id: day.id } }, body })
          : api.POST("/api/v1/company/special-days", { body }),
      );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["company"] });
      toast.done(t("saved"));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(day ? "editDay" : "newDay")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={save.isPending}>
            {t("save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4">
        <Field label={t("name")}>
          {(control) => <Input {...control} required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t("date")} error={save.error ? error(save.error) : undefined}>
          {(control) => <Input {...control} type="date" required value={date} onChange={(event) => setDate(event.target.value)} />}
        </Field>
        <Toggle label={t("yearly")} checked={yearly} onChange={setYearly} />
        <Toggle label={t("open")} checked={spans.length > 0} onChange={(open) => setSpans(open ? [nextSpan([])] : [])} />
        {spans.map((span, index) => (
          <SpanFields
            key={index}
            day={name || t("special")}
            span={span}
            onChange={(next) => setSpans(spans.with(index, next))}
            onRemove={() => setSpans(spans.toSpliced(index, 1))}
          />
        ))}
        {spans.length > 0 && (
          <Button size="sm" variant="ghost" className="justify-self-start" onClick={() => setSpans([...spans, nextSpan(spans)])}>
            <Plus aria-hidden />
            {settings("company.addSpan")}
          </Button>
        )}
      </form>
    </Dialog>
  );
}

function Toggle({ label, checked, onChange }: { label: string; checked: boolean; onChange: (checked: boolean) => void }) {
  const id = useId();
  return (
    <div className="flex items-center gap-3">
      <Switch id={id} checked={checked} onCheckedChange={onChange} />
      <label htmlFor={id}>{label}</label>
    </div>
  );
}
