import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { minutesOf, written } from "@/shared/format/duration";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Switch } from "@/shared/ui/switch";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";
import type { Rule } from "./queries";

/** A rule to make (`rule` null) or change. */
export function RuleDialog({ rule, onClose }: { rule: Rule | null; onClose: () => void }) {
  const { t } = useTranslation("tickets");
  const error = useErrorText();
  const client = useQueryClient();
  const form = useId();
  const toggle = useId();
  const [name, setName] = useState(rule?.name ?? "");
  const [after, setAfter] = useState<Rule["after"]>(rule?.after ?? "waiting");
  const [wait, setWait] = useState(written(rule?.minutes ?? 240));
  const [kind, setKind] = useState<Rule["kind"]>(rule?.kind ?? "message");
  const [text, setText] = useState(rule?.text ?? "");
  const [active, setActive] = useState(rule?.active ?? true);
  const minutes = minutesOf(wait);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: (wanted: number) => {
      const body = { name: name.trim(), after, minutes: wanted, kind, text: text.trim(), active };
      return unwrap(
        rule
          ? api.PUT("/api/v1/follow-up-rules/{rule_id}", { params: { path: { rule_id: rule.id } }, body })
          : api.POST("/api/v1/follow-up-rules", { body }),
      );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["sla"] });
      toast.done(t("rule.saved"));
      onClose();
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (minutes !== null) save.mutate(minutes);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(rule ? "rule.edit" : "rule.new")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={minutes === null || save.isPending}>
            {t("sla.save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4 sm:grid-cols-2">
        <Field label={t("rule.name")} error={save.error ? error(save.error) : undefined} className="sm:col-span-2">
          {(control) => <Input {...control} required maxLength={80} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <Field label={t("rule.after")}>
          {(control) => (
            <Select {...control} value={after} onChange={(event) => setAfter(event.target.value as Rule["after"])}>
              <option value="waiting">{t("rule.afterOf.waiting")}</option>
              <option value="resolved">{t("rule.afterOf.resolved")}</option>
            </Select>
          )}
        </Field>
        <Field label={t("rule.wait")} error={minutes === null ? t("sla.wrong") : undefined}>
          {(control) => <Input {...control} required value={wait} onChange={(event) => setWait(event.target.value)} />}
        </Field>
        <Field label={t("rule.kind")} hint={t(`followUp.hint.${kind}`)} className="sm:col-span-2">
          {(control) => (
            <Select {...control} value={kind} onChange={(event) => setKind(event.target.value as Rule["kind"])}>
              <option value="message">{t("followUp.kind.message")}</option>
              <option value="task">{t("followUp.kind.task")}</option>
            </Select>
          )}
        </Field>
        <Field label={t("rule.text")} className="sm:col-span-2">
          {(control) => <Textarea {...control} required maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />}
        </Field>
        <div className="flex items-center gap-3 sm:col-span-2">
          <Switch id={toggle} checked={active} onCheckedChange={setActive} />
          <label htmlFor={toggle}>{t("rule.active")}</label>
        </div>
      </form>
    </Dialog>
  );
}
