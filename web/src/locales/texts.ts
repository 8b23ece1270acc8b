import type agent from "./pt-BR/agent.json";
import type approvals from "./pt-BR/approvals.json";
import type desk from "./pt-BR/desk.json";
import type costs from "./pt-BR/costs.json";
import type problems from "./pt-BR/problems.json";
import type quality from "./pt-BR/quality.json";
import type common from "./pt-BR/common.json";
import type errors from "./pt-BR/errors.json";
import type extras from "./pt-BR/extras.json";
import type hours from "./pt-BR/hours.json";
import type inbox from "./pt-BR/inbox.json";
import type knowledge from "./pt-BR/knowledge.json";
import type ledger from "./pt-BR/ledger.json";
import type login from "./pt-BR/login.json";
import type queues from "./pt-BR/queues.json";
import type organise from "./pt-BR/organise.json";
import type settings from "./pt-BR/settings.json";
import type shell from "./pt-BR/shell.json";
import type start from "./pt-BR/start.json";
import type supervision from "./pt-BR/supervision.json";
import type templates from "./pt-BR/templates.json";
import type tickets from "./pt-BR/tickets.json";
import type trace from "./pt-BR/trace.json";

/** Every text by namespace. Portuguese is the model: a key that it lacks does not compile. */
export type Texts = {
  agent: typeof agent;
  approvals: typeof approvals;
  costs: typeof costs;
  desk: typeof desk;
  problems: typeof problems;
  quality: typeof quality;
  common: typeof common;
  errors: typeof errors;
  extras: typeof extras;
  hours: typeof hours;
  inbox: typeof inbox;
  knowledge: typeof knowledge;
  ledger: typeof ledger;
  login: typeof login;
  queues: typeof queues;
  organise: typeof organise;
  settings: typeof settings;
  shell: typeof shell;
  start: typeof start;
  supervision: typeof supervision;
  templates: typeof templates;
  tickets: typeof tickets;
  trace: typeof trace;
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: Texts;
  }
}
