import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { agentQuery, agentsQuery } from "@/api/agents";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import type { Engine } from "./agents";
import { EngineChoice } from "./engine-choice";

type NewAgentDialogProps = { open: boolean; onOpenChange: (open: boolean) => void };

export function NewAgentDialog({ open, onOpenChange }: NewAgentDialogProps) {
  const { t } = useTranslation("agent");
  const text = useErrorText();
  const form = useId();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [name, setName] = useState("");
  const [engine, setEngine] = useState<Engine>("offline");
  const create = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/agents", { body: { name: name.trim(), engine } })),
    onSuccess: (agent) => {
      client.setQueryData(agentQuery(agent.id).queryKey, agent);
      void client.invalidateQueries({ queryKey: agentsQuery.queryKey, exact: true });
      void navigate({ to: "/agente/$agentId", params: { agentId: agent.id } });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("new.title")}
      description={t("new.hint")}
      footer={
        <>
          <Button onClick={() => onOpenChange(false)}>{t("cancel", { ns: "common" })}</Button>
          <Button type="submit" form={form} variant="primary" disabled={create.isPending}>
            {t("none.create")}
          </Button>
        </>
      }
    >
      <form id={form} onSubmit={submit} className="grid gap-4 py-1">
        <Field label={t("name")} hint={t("nameHint")} error={create.error ? text(create.error) : undefined}>
          {(control) => <Input {...control} required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} />}
        </Field>
        <EngineChoice value={engine} onChange={setEngine} />
      </form>
    </Dialog>
  );
}
