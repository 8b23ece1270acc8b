import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { agentQuery, agentsQuery } from "@/api/agents";
import { api, unwrap } from "@/api/client";
import { toast } from "@/shared/ui/toast";
import { compare, draftOf, saved, type Agent, type Draft } from "./agents";
import { usePublish } from "./use-publish";

/** What somebody changes over a version, and saving it as the next one. */
export function useDraft(agent: Agent) {
  const { t } = useTranslation("agent");
  const client = useQueryClient();
  const publish = usePublish(agent);
  const [from, setFrom] = useState(agent.versions[0]!.version);
  const base = agent.versions.find((one) => one.version === from) ?? agent.versions[0]!;
  const [draft, setDraft] = useState<Draft>(() => draftOf(base));
  // Read by the guard of the address, which still sees the draft as it was before the answer.
  const kept = useRef(false);
  const begin = (version: number) => {
    const chosen = agent.versions.find((one) => one.version === version);
    if (!chosen) return;
    setFrom(version);
    setDraft(draftOf(chosen));
  };
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/agents/{agent_id}/versions", { params: { path: { agent_id: agent.id } }, body: saved(draft) })),
    onSuccess: (fresh) => {
      kept.current = true;
      client.setQueryData(agentQuery(agent.id).queryKey, fresh);
      void client.invalidateQueries({ queryKey: agentsQuery.queryKey, exact: true });
      const newest = fresh.versions[0]!;
      setFrom(newest.version);
      setDraft(draftOf(newest));
    },
  });
  const keep = async () => {
    const fresh = await save.mutateAsync();
    toast.done(t("saved", { version: fresh.versions[0]!.version }));
  };
  const dirty = compare(draftOf(base), saved(draft)).length > 0;
  return {
    base,
    draft,
    dirty,
    begin,
    change: (part: Partial<Draft>) => {
      kept.current = false;
      setDraft((now) => ({ ...now, ...part }));
    },
    discard: () => setDraft(draftOf(base)),
    keep: () => void keep().catch(() => undefined),
    keepAndPublish: () =>
      void save
        .mutateAsync()
        .then((fresh) => publish.mutate(fresh.versions[0]!.version))
        .catch(() => undefined),
    saving: save.isPending || publish.isPending,
    error: save.error,
    /** Whether leaving now would lose something. */
    loses: () => dirty && !kept.current,
  };
}

export type DraftState = ReturnType<typeof useDraft>;
