import { useMutation, useQueryClient } from "@tanstack/react-query";
import { FlaskConical, Trash2 } from "lucide-react";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { errorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { toast } from "@/shared/ui/toast";
import { ActionFields } from "./action-fields";
import { ConditionFields } from "./condition-fields";
import { type Automation, draftOf, isComplete, ruleOf } from "./rule";
import { TriedView } from "./tried-view";

type RuleDialogProps = { rule: Automation | null; onClose: () => void };

/** A rule to make or change; it can be tried on the past week before it is kept. */
export function RuleDialog({ rule, onClose }: RuleDialogProps) {
  const { t } = useTranslation("supervision");
  const form = useId();
  const client = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(rule));
  const [removing, setRemoving] = useState(false);
  const body = () => ruleOf(draft, rule?.active ?? true, rule);
  const failed = (error: unknown) => toast.failed(errorText(error));
  const ended = (text: string) => () => {
    void client.invalidateQueries({ queryKey: ["automations"] });
    toast.done(text);
    onClose();
  };
  const save = useMutation({
    mutationFn: () =>
      unwrap(
        rule
          ? api.PUT("/api/v1/automations/{rule_id}", { params: { path: { rule_id: rule.id } }, body: body() })
          : api.POST("/api/v1/automations", { body: body() }),
      ),
    onSuccess: ended(t("rules.saved")),
    onError: failed,
  });
  const remove = useMutation({
    mutationFn: (id: string) => unwrap(api.DELETE("/api/v1/automations/{rule_id}", { params: { path: { rule_id: id } } })),
    onSuccess: ended(t("rules.removed")),
    onError: failed,
  });
  const trial = useMutation({ mutationFn: () => unwrap(api.POST("/api/v1/automations/try", { body: body() })), onError: failed });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const whole = isComplete(draft);
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t(rule ? "rules.edit" : "rules.new")}
      className="max-w-2xl"
      footer={
        <>
          {rule && (
            <Button variant="danger" onClick={() => setRemoving(true)}>
              <Trash2 aria-hidden />
              {t("rules.remove")}
            </Button>
          )}
          <Button disabled={!whole || trial.isPending} onClick={() => trial.mutate()}>
            <FlaskConical aria-hidden />
            {t("rules.try")}
          </Button>
          <Button type="submit" form={form} variant="primary" disabled={!whole || save.isPending}>
            {t("rules.save")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-5">
        <Field label={t("rules.name")}>
          {(control) => <Input {...control} required maxLength={80} value={draft.name} onChange={(event) => setDraft({ ...draft, name: event.target.value })} />}
        </Field>
        <ConditionFields draft={draft} onChange={setDraft} />
        <ActionFields actions={draft.actions} onChange={(actions) => setDraft({ ...draft, actions })} />
      </form>
      {trial.data && <TriedView tried={trial.data} />}
      {rule && (
        <ConfirmDialog
          open={removing}
          onOpenChange={setRemoving}
          title={t("rules.sure", { name: rule.name })}
          description={t("rules.sureHint")}
          action={t("rules.remove")}
          onConfirm={() => remove.mutate(rule.id)}
          danger
        />
      )}
    </Dialog>
  );
}
