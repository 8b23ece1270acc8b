import { useQuery } from "@tanstack/react-query";
import { Link, useBlocker, useParams, useSearch } from "@tanstack/react-router";
import { ArrowLeft, Settings2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { agentQuery } from "@/api/agents";
import { useMay } from "@/api/me";
import { useInSight } from "@/shared/hooks/use-in-sight";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { PageTitle } from "@/shared/ui/page-title";
import { Skeleton } from "@/shared/ui/skeleton";
import type { Agent } from "./agents";
import { DraftBar } from "./draft-bar";
import { EngineBadge } from "./engine-badge";
import { IdentityDialog } from "./identity-dialog";
import { LeavingDialog } from "./leaving-dialog";
import { Loaded } from "./loaded";
import { tabs, type Tab } from "./tab-names";
import { looks } from "./tabs";
import { useRehearsal, type RehearsalState } from "./try/use-rehearsal";
import { useDraft, type DraftState } from "./use-draft";

const InstructionsTab = lazy(async () => ({ default: (await import("./instructions/instructions-tab")).InstructionsTab }));
const ModelTab = lazy(async () => ({ default: (await import("./model/model-tab")).ModelTab }));
const ToolsTab = lazy(async () => ({ default: (await import("./tools/tools-tab")).ToolsTab }));
const KnowledgeTab = lazy(async () => ({ default: (await import("./knowledge-tab")).KnowledgeTab }));
const EscalationTab = lazy(async () => ({ default: (await import("./escalation/escalation-tab")).EscalationTab }));
const GoalsTab = lazy(async () => ({ default: (await import("./goals/goals-tab")).GoalsTab }));
const VersionsTab = lazy(async () => ({ default: (await import("./versions/versions-tab")).VersionsTab }));
const TryTab = lazy(async () => ({ default: (await import("./try/try-tab")).TryTab }));

export function AgentPage() {
  const { agentId } = useParams({ from: "/signed-in/agente/$agentId" });
  const agent = useQuery(agentQuery(agentId));
  return <Loaded query={agent}>{(found) => <AgentView key={found.id} agent={found} />}</Loaded>;
}

/** One agent: its tabs over one draft, which only a saved and published version makes true. */
function AgentView({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agent");
  const { parte = "instrucoes" } = useSearch({ from: "/signed-in/agente/$agentId" });
  const state = useDraft(agent);
  // Here, so that the talk is still there after a look at another tab.
  const rehearsal = useRehearsal(agent.id, state);
  const mayEdit = useMay("supervisor");
  const leaving = useBlocker({
    shouldBlockFn: ({ current, next }) => current.pathname !== next.pathname && state.loses(),
    withResolver: true,
    enableBeforeUnload: state.dirty,
  });
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageTitle title={`${agent.name} · ${t("title")}`} />
      <Head agent={agent} />
      <Tabs agentId={agent.id} open={parte} />
      <div className="scroll-thin min-h-0 flex-1 overflow-y-auto">
        <section aria-label={t(looks[parte].label)} className="mx-auto max-w-5xl px-4 py-6 md:px-8">
          <Suspense fallback={<Skeleton className="h-64" />}>
            <TabView tab={parte} agent={agent} state={state} rehearsal={rehearsal} mayEdit={mayEdit} />
          </Suspense>
        </section>
      </div>
      {mayEdit && state.dirty && <DraftBar agent={agent} state={state} />}
      <LeavingDialog open={leaving.status === "blocked"} onStay={() => leaving.reset?.()} onLeave={() => leaving.proceed?.()} />
    </div>
  );
}

function Head({ agent }: { agent: Agent }) {
  const { t } = useTranslation("agent");
  const mayEdit = useMay("supervisor");
  const [open, setOpen] = useState(false);
  return (
    <header className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 pt-4 pb-3 md:px-8">
      <Link to="/agente" aria-label={t("back")} className="grid size-8 place-items-center rounded-lg text-ink-2 hover:bg-sunken">
        <ArrowLeft className="size-4" aria-hidden />
      </Link>
      <h1 className="min-w-0 font-display text-[22px] leading-tight font-semibold tracking-tight [overflow-wrap:anywhere] max-md:flex-1">{agent.name}</h1>
      <p className="flex flex-wrap gap-1.5 max-md:order-last max-md:basis-full max-md:pl-11">
        <Badge tone={agent.active ? "mata" : "neutral"}>{agent.active ? t("live", { version: agent.published_version }) : t("inactive")}</Badge>
        <EngineBadge engine={agent.engine} />
      </p>
      {mayEdit && (
        <Button size="sm" className="ml-auto" onClick={() => setOpen(true)}>
          <Settings2 aria-hidden />
          {t("identity.action")}
        </Button>
      )}
      {open && <IdentityDialog agent={agent} onClose={() => setOpen(false)} />}
    </header>
  );
}

function Tabs({ agentId, open }: { agentId: string; open: Tab }) {
  const { t } = useTranslation("agent");
  return (
    <nav aria-label={t("tabs")} className="scroll-thin shrink-0 overflow-x-auto border-b px-2 md:px-6">
      <ul className="flex gap-1">
        {tabs.map((tab) => (
          <TabLink key={tab} tab={tab} agentId={agentId} current={tab === open} />
        ))}
      </ul>
    </nav>
  );
}

function TabLink({ tab, agentId, current }: { tab: Tab; agentId: string; current: boolean }) {
  const { t } = useTranslation("agent");
  const ref = useInSight<HTMLAnchorElement>(current);
  const { label, icon: Icon } = looks[tab];
  return (
    <li>
      <Link
        ref={ref}
        to="/agente/$agentId"
        params={{ agentId }}
        search={{ parte: tab }}
        replace
        aria-current={current ? "page" : undefined}
        className="flex items-center gap-2 border-b-2 border-transparent px-2.5 py-2.5 text-[13.5px] font-medium whitespace-nowrap text-ink-2 -outline-offset-2 hover:text-ink aria-[current=page]:border-mata aria-[current=page]:text-mata-text"
      >
        <Icon className="size-4 shrink-0" aria-hidden />
        {t(label)}
      </Link>
    </li>
  );
}

type TabViewProps = { tab: Tab; agent: Agent; state: DraftState; rehearsal: RehearsalState; mayEdit: boolean };

function TabView({ tab, agent, state, rehearsal, mayEdit }: TabViewProps) {
  const { t } = useTranslation("agent");
  const { draft, change } = state;
  if (tab === "versoes") return <VersionsTab agent={agent} state={state} />;
  if (tab === "testar") return <TryTab agent={agent} state={state} rehearsal={rehearsal} />;
  const Editing = EDITING[tab];
  return (
    <fieldset disabled={!mayEdit} className="grid min-w-0 gap-5">
      {!mayEdit && <p className="text-[13px] text-ink-3">{t("readOnly")}</p>}
      <Editing agent={agent} draft={draft} change={change} />
    </fieldset>
  );
}

const EDITING = {
  instrucoes: InstructionsTab,
  modelo: ModelTab,
  ferramentas: ToolsTab,
  conhecimento: KnowledgeTab,
  escalonamento: EscalationTab,
  roteiros: GoalsTab,
};
