import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Bot, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { agentsQuery } from "@/api/agents";
import { channelsQuery } from "@/api/channels";
import { useMay } from "@/api/me";
import { cn } from "@/shared/cn";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { Page } from "@/shared/ui/page";
import type { AgentItem } from "./agents";
import { EngineBadge } from "./engine-badge";
import { Loaded } from "./loaded";
import { NewAgentDialog } from "./new-agent-dialog";

/** Every agent of the company, with where it answers. */
export function AgentsPage() {
  const { t } = useTranslation("agent");
  const agents = useQuery(agentsQuery);
  const mayEdit = useMay("supervisor");
  const [making, make] = useState(false);
  return (
    <Page
      title={t("title")}
      lead={t("lead")}
      actions={
        mayEdit &&
        agents.data !== undefined &&
        agents.data.items.length > 0 && (
          <Button variant="primary" onClick={() => make(true)}>
            <Plus aria-hidden />
            {t("new.action")}
          </Button>
        )
      }
    >
      <Loaded query={agents}>
        {({ items }) => (items.length > 0 ? <AgentCards items={items} /> : <NoAgent onMake={mayEdit ? () => make(true) : undefined} />)}
      </Loaded>
      <NewAgentDialog open={making} onOpenChange={make} />
    </Page>
  );
}

function AgentCards({ items }: { items: AgentItem[] }) {
  return (
    <ul className="grid gap-4 md:grid-cols-2">
      {items.map((agent) => (
        <li key={agent.id}>
          <AgentCard agent={agent} />
        </li>
      ))}
    </ul>
  );
}

function AgentCard({ agent }: { agent: AgentItem }) {
  const { t } = useTranslation("agent");
  return (
    <Card className="relative flex h-full gap-4 p-5 hover:border-line-strong">
      <span aria-hidden className={cn("grid size-11 shrink-0 place-items-center rounded-xl", agent.active ? "bg-ia-soft text-ia-text" : "bg-sunken text-ink-3")}>
        <Bot className="size-5" />
      </span>
      <div className="min-w-0 flex-1">
        <h2 className="font-display text-[17px] font-semibold">
          <Link to="/agente/$agentId" params={{ agentId: agent.id }} className="outline-offset-2 after:absolute after:inset-0 after:rounded-2xl">
            {agent.name}
          </Link>
        </h2>
        <Where agent={agent} />
        <p className="mt-3 flex flex-wrap gap-1.5">
          <Badge tone={agent.active ? "mata" : "neutral"}>{agent.active ? t("live", { version: agent.published_version }) : t("inactive")}</Badge>
          <EngineBadge engine={agent.engine} />
        </p>
      </div>
    </Card>
  );
}

/** The channels it alone answers on, by name. */
function Where({ agent }: { agent: AgentItem }) {
  const { t } = useTranslation("agent");
  const { data } = useQuery(channelsQuery);
  const names = data?.items.filter((channel) => agent.channels.includes(channel.id)).map((channel) => channel.name) ?? [];
  return <p className="text-[13px] text-ink-2">{names.length > 0 ? t("where.some", { names: names.join(", ") }) : t("where.all")}</p>;
}

function NoAgent({ onMake }: { onMake: (() => void) | undefined }) {
  const { t } = useTranslation("agent");
  return (
    <EmptyState
      icon={<Bot />}
      title={t("none.title")}
      hint={t("none.hint")}
      action={
        onMake && (
          <Button variant="primary" onClick={onMake}>
            {t("none.create")}
          </Button>
        )
      }
    />
  );
}
