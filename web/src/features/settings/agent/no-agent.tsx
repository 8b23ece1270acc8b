import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Bot } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { agentsQuery } from "@/api/agents";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";
import { Input } from "@/shared/ui/input";
import { agentQuery } from "./agents";

/** A company that has not named its agent yet. */
export function NoAgent() {
  const { t } = useTranslation("settings");
  const mayEdit = useMay("supervisor");
  return (
    <EmptyState
      icon={<Bot />}
      title={t("agent.none.title")}
      hint={t("agent.none.hint")}
      action={mayEdit && <NameForm />}
    />
  );
}

function NameForm() {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [name, setName] = useState("");
  const create = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/agents", { body: { name: name.trim() } })),
    onSuccess: (agent) => {
      client.setQueryData(agentQuery(agent.id).queryKey, agent);
      return client.invalidateQueries({ queryKey: agentsQuery.queryKey });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    create.mutate();
  };
  return (
    <form onSubmit={submit} className="flex gap-2">
      <Input
        required
        maxLength={60}
        aria-label={t("agent.none.name")}
        placeholder={t("agent.none.name")}
        value={name}
        onChange={(event) => setName(event.target.value)}
      />
      <Button type="submit" variant="primary" disabled={create.isPending}>
        {t("agent.none.create")}
      </Button>
    </form>
  );
}
