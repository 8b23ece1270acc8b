import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, redirect } from "@tanstack/react-router";
import { inboxSearchOf } from "@/api/conversations";
import { ApiError } from "@/api/errors";
import { sessionQuery } from "@/api/session";
import { loadTexts } from "@/locales";
import { tabs as agentTabs, type Tab as AgentTab } from "@/features/agent/tab-names";
import { views as knowledgeViews, type View as KnowledgeView } from "@/features/knowledge/views";
import { type Stand, stands } from "@/features/approvals/stands";
import { cuts, type ReportSearch, reportViews } from "@/features/reports/cuts";
import { priorities, type Priority, type Stand as TicketStand, stands as ticketStands, type View as TicketView, views as ticketViews } from "@/features/tickets/views";
import { FailedPage, FailedStart } from "./failed-page";
import { MissingPage } from "./missing-page";
import { RootLayout } from "./root-layout";
import { SignedInLayout } from "./signed-in-layout";

/** A page and the texts of its feature, fetched side by side. */
async function withTexts<T>(feature: Parameters<typeof loadTexts>[0], page: Promise<T>): Promise<T> {
  await loadTexts(feature);
  return page;
}

/** A word of the address, when it is one. */
const text = (value: unknown) => (typeof value === "string" && value ? value : undefined);

const root = createRootRouteWithContext<{ client: QueryClient }>()({
  component: RootLayout,
  errorComponent: FailedStart,
});

const login = createRoute({
  getParentRoute: () => root,
  path: "/entrar",
  /** `voltar` is the address to open after signing in. Only a path of ours, never another site. */
  validateSearch: (search): { voltar?: string } => {
    const back = search.voltar;
    // A key that is left out would be kept as it came.
    return { voltar: typeof back === "string" && /^\/(?![/\\])/.test(back) ? back : undefined };
  },
  component: lazyRouteComponent(() => withTexts("login", import("@/features/login/login-page")), "LoginPage"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      await context.client.query({ ...sessionQuery, staleTime: "static" });
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      throw redirect({ to: "/entrar", search: location.href === "/" ? {} : { voltar: location.href } });
    }
  },
  component: SignedInLayout,
  errorComponent: FailedStart,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/inicio" });
  },
});

const start = createRoute({
  getParentRoute: () => signedIn,
  path: "/inicio",
  component: lazyRouteComponent(() => withTexts("start", import("@/features/start/start-page")), "StartPage"),
});

const inbox = createRoute({
  getParentRoute: () => signedIn,
  path: "/conversas",
  validateSearch: inboxSearchOf,
  component: lazyRouteComponent(() => withTexts("inbox", import("@/features/inbox/inbox-page")), "InboxPage"),
});

const noThread = createRoute({
  getParentRoute: () => inbox,
  path: "/",
  component: lazyRouteComponent(() => withTexts("inbox", import("@/features/inbox/no-thread")), "NoThread"),
});

const thread = createRoute({
  getParentRoute: () => inbox,
  path: "$conversationId",
  component: lazyRouteComponent(() => withTexts("inbox", import("@/features/inbox/thread-pane")), "ThreadPane"),
});

const knowledge = createRoute({
  getParentRoute: () => signedIn,
  path: "/conhecimento",
  /** `artigo` is the article that is open, `novo` a new one called `pergunta`; `fonte` the source that is open. */
  validateSearch: (search): { artigo?: string; ver?: KnowledgeView; fonte?: string; pergunta?: string } => ({
    artigo: text(search.artigo),
    ver: knowledgeViews.find((view) => view === search.ver),
    fonte: text(search.fonte),
    pergunta: text(search.pergunta),
  }),
  component: lazyRouteComponent(() => withTexts("knowledge", withTexts("problems", import("@/features/knowledge/knowledge-page"))), "KnowledgePage"),
});

const agents = createRoute({
  getParentRoute: () => signedIn,
  path: "/agente",
  component: lazyRouteComponent(() => withTexts("agent", import("@/features/agent/agents-page")), "AgentsPage"),
});

const agent = createRoute({
  getParentRoute: () => signedIn,
  path: "/agente/$agentId",
  validateSearch: (search): { parte?: AgentTab } => ({ parte: agentTabs.find((tab) => tab === search.parte) }),
  component: lazyRouteComponent(() => withTexts("agent", withTexts("trace", withTexts("problems", import("@/features/agent/agent-page")))), "AgentPage"),
});

const approvals = createRoute({
  getParentRoute: () => signedIn,
  path: "/aprovacoes",
  validateSearch: (search): { ver?: Stand } => ({ ver: stands.find((stand) => stand === search.ver) }),
  component: lazyRouteComponent(
    () => withTexts("approvals", withTexts("supervision", withTexts("trace", withTexts("problems", import("@/features/approvals/approvals-page"))))),
    "ApprovalsPage",
  ),
});

const board = createRoute({
  getParentRoute: () => signedIn,
  path: "/painel",
  component: lazyRouteComponent(() => withTexts("supervision", import("@/features/board/board-page")), "BoardPage"),
});

const wall = createRoute({
  getParentRoute: () => signedIn,
  path: "/painel/ao-vivo",
  component: lazyRouteComponent(() => withTexts("supervision", import("@/features/board/wall-page")), "WallPage"),
});

/** A day of the address, as the server takes it. */
const day = (value: unknown) => (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : undefined);

const reports = createRoute({
  getParentRoute: () => signedIn,
  path: "/relatorios",
  validateSearch: (search): ReportSearch => ({
    de: day(search.de),
    ate: day(search.ate),
    por: cuts.find((cut) => cut === search.por),
    ver: reportViews.find((view) => view === search.ver),
  }),
  component: lazyRouteComponent(() => withTexts("supervision", import("@/features/reports/reports-page")), "ReportsPage"),
});

const tickets = createRoute({
  getParentRoute: () => signedIn,
  path: "/chamados",
  /** `estado` and `prioridade` say which tickets, `q` is searched for. */
  validateSearch: (search): { ver?: TicketView; estado?: TicketStand; prioridade?: Priority; q?: string } => ({
    ver: ticketViews.find((view) => view === search.ver),
    estado: ticketStands.find((stand) => stand === search.estado),
    prioridade: priorities.find((priority) => priority === search.prioridade),
    q: text(search.q),
  }),
  component: lazyRouteComponent(() => withTexts("tickets", import("@/features/tickets/tickets-page")), "TicketsPage"),
});

const ticket = createRoute({
  getParentRoute: () => signedIn,
  path: "/chamados/$ticketId",
  component: lazyRouteComponent(() => withTexts("tickets", import("@/features/tickets/ticket-page")), "TicketPage"),
});

const ledger = createRoute({
  getParentRoute: () => signedIn,
  path: "/conferencia",
  /** What is opened under the balance: an outcome or a problem. */
  validateSearch: (search): { ver?: string } => ({ ver: text(search.ver) }),
  component: lazyRouteComponent(() => withTexts("ledger", withTexts("inbox", import("@/features/ledger/ledger-page"))), "LedgerPage"),
});

const settings = createRoute({
  getParentRoute: () => signedIn,
  path: "/ajustes",
  component: lazyRouteComponent(() => withTexts("settings", withTexts("problems", import("@/features/settings/settings-page"))), "SettingsPage"),
});

const quality = createRoute({
  getParentRoute: () => signedIn,
  path: "/qualidade",
  component: lazyRouteComponent(() => withTexts("quality", withTexts("trace", import("@/features/agent/quality/quality-page"))), "QualityPage"),
});

const costs = createRoute({
  getParentRoute: () => signedIn,
  path: "/custos",
  component: lazyRouteComponent(() => withTexts("costs", import("@/features/agent/costs/costs-page")), "CostsPage"),
});

/** Where the agent was before it had a page of its own. */
const oldAgentSection = createRoute({
  getParentRoute: () => signedIn,
  path: "/ajustes/agente",
  beforeLoad: () => {
    throw redirect({ to: "/agente" });
  },
});

const settingsSection = createRoute({
  getParentRoute: () => signedIn,
  path: "/ajustes/$section",
  component: lazyRouteComponent(() => withTexts("settings", withTexts("problems", import("@/features/settings/settings-page"))), "SettingsPage"),
});

const newChannel = createRoute({
  getParentRoute: () => signedIn,
  path: "/ajustes/canais/novo",
  /** `conector` is the provider that was chosen. */
  validateSearch: (search): { conector?: string } => ({ conector: text(search.conector) }),
  component: lazyRouteComponent(() => withTexts("settings", import("@/features/settings/wizard/wizard-page")), "WizardPage"),
});

const linkChannel = createRoute({
  getParentRoute: () => signedIn,
  path: "/ajustes/canais/$channelId/ligar",
  /** `passo` is the step; without it the wizard goes on where it was left. */
  validateSearch: (search): { passo?: string } => ({ passo: text(search.passo) }),
  component: lazyRouteComponent(() => withTexts("settings", import("@/features/settings/wizard/wizard-page")), "WizardPage"),
});

const templates = createRoute({
  getParentRoute: () => signedIn,
  path: "/modelos",
  /** `modelo` is the template that is open, `novo` a new one. */
  validateSearch: (search): { modelo?: string } => ({ modelo: text(search.modelo) }),
  component: lazyRouteComponent(() => withTexts("templates", import("@/features/templates/templates-page")), "TemplatesPage"),
});

const tree = root.addChildren([
  login,
  signedIn.addChildren([home, start, inbox.addChildren([noThread, thread]), knowledge, agents, agent, quality, costs, approvals, board, wall, reports, tickets, ticket, ledger, templates, settings, newChannel, linkChannel, oldAgentSection, settingsSection]),
]);

export function createAppRouter(client: QueryClient) {
  return createRouter({
    routeTree: tree,
    context: { client },
    defaultPreload: "intent",
    defaultErrorComponent: FailedPage,
    defaultNotFoundComponent: MissingPage,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof createAppRouter>;
  }
}
