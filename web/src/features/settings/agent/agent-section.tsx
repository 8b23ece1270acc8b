import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { agentsQuery } from "@/api/agents";
import { Badge } from "@/shared/ui/badge";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { agentQuery, type Agent } from "./agents";
import { InstructionsEditor } from "./instructions-editor";
import { NoAgent } from "./no-agent";
import { VersionList } from "./version-list";

export function AgentSection() {
  const { t } = useTranslation("settings");
  const agents = useQuery(agentsQuery);
  return (
    <SectionFrame title={t("sections.agent")} lead={t("agent.lead")}>
      <Loaded query={agents}>
        {({ items: [first] }) =>
          first ? <AgentById id={first.id} /> : <NoAgent />
        }
      </Loaded>
    </SectionFrame>
  );
}

function AgentById({ id }: { id: string }) {
  const agent = useQuery(agentQuery(id));
  return <Loaded query={agent}>{(found) => <AgentView agent={found} />}</Loaded>;
}

/** The instructions of one version to edit from, and all versions beside them. */
function AgentView({ agent }: { agent: Agent }) {
  const { t } = useTranslation("settings");
  const newest = agent.versions[0]!;
  const [chosen, choose] = useState(newest.version);
  const base = agent.versions.find((one) => one.version === chosen) ?? newest;
  return (
    <div className="grid gap-6">
      <p className="flex flex-wrap items-center gap-2">
        <span className="font-display text-[17px] font-semibold">{agent.name}</span>
        <Badge tone="mata">{t("agent.live", { version: agent.published_version })}</Badge>
        <Badge>{t("agent.engine", { engine: agent.engine })}</Badge>
      </p>
      <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_240px]">
        <InstructionsEditor key={`${base.version}/${agent.published_version}`} agent={agent} base={base} onSaved={choose} />
        <VersionList agent={agent} chosen={base.version} onChoose={choose} />
      </div>
    </div>
  );
}
