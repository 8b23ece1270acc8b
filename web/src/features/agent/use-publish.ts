import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { agentQuery, agentsQuery } from "@/api/agents";
import { api, unwrap } from "@/api/client";
import { toast } from "@/shared/ui/toast";
import type { Agent } from "./agents";

/** Puts a version on air; an older one is the way back. */
export function usePublish(agent: Agent) {
  const { t } = useTranslation("agent");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (version: number) =>
      unwrap(
        api.POST("/api/v1/agents/{agent_id}/versions/{version}/publish", {
          params: { path: { agent_id: agent.id, version } },
        }),
      ),
    onSuccess: (fresh) => {
      client.setQueryData(agentQuery(agent.id).queryKey, fresh);
      void client.invalidateQueries({ queryKey: agentsQuery.queryKey, exact: true });
      toast.done(t("publishedDone", { version: fresh.published_version }));
    },
  });
}
