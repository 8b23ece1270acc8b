import type { ParseKeys } from "i18next";
import { AudioLines, BellRing, Building2, CalendarClock, CircleDollarSign, Cpu, KeyRound, ListChecks, type LucideIcon, MessageSquareQuote, Plug, ScrollText, Smile, Tag, TextCursorInput, Timer, UserRound, Users, UsersRound, Workflow } from "lucide-react";
import { type ComponentType, lazy } from "react";
import type { Role } from "@/api/types";
import { loadTexts } from "@/locales";

export type Section = {
  /** The word in the address. */
  slug: string;
  label: ParseKeys<"settings">;
  icon: LucideIcon;
  /** The least that may open it. */
  role: Role;
  view: ComponentType;
};

const AccountSection = lazy(async () => ({ default: (await import("./account/account-section")).AccountSection }));
const TeamSection = lazy(async () => {
  await loadTexts("queues");
  return { default: (await import("./team/team-section")).TeamSection };
});
const QueuesSection = lazy(async () => {
  await loadTexts("queues");
  return { default: (await import("./queues/queues-section")).QueuesSection };
});
const ChannelsSection = lazy(async () => ({ default: (await import("./channels/channels-section")).ChannelsSection }));
const CompanySection = lazy(async () => ({ default: (await import("./company/company-section")).CompanySection }));
const HoursSection = lazy(async () => {
  await loadTexts("hours");
  return { default: (await import("./hours/hours-section")).HoursSection };
});
const SlaSection = lazy(async () => {
  await loadTexts("tickets");
  return { default: (await import("./sla/sla-section")).SlaSection };
});
const ServicesSection = lazy(async () => ({ default: (await import("./services/services-section")).ServicesSection }));
const ModelsSection = lazy(async () => ({ default: (await import("./models/models-section")).ModelsSection }));
const PricesSection = lazy(async () => ({ default: (await import("./prices/prices-section")).PricesSection }));
const CannedSection = lazy(async () => ({ default: (await import("./canned/canned-section")).CannedSection }));
const AutomationsSection = lazy(async () => {
  await loadTexts("supervision");
  return { default: (await import("./automations/automations-section")).AutomationsSection };
});
const SurveysSection = lazy(async () => {
  await loadTexts("supervision");
  return { default: (await import("./surveys/surveys-section")).SurveysSection };
});
const LabelsSection = lazy(async () => {
  await loadTexts("organise");
  return { default: (await import("./labels/labels-section")).LabelsSection };
});
const MacrosSection = lazy(async () => {
  await loadTexts("organise");
  return { default: (await import("./macros/macros-section")).MacrosSection };
});
const AlertsSection = lazy(async () => {
  await loadTexts("organise");
  return { default: (await import("./alerts/alerts-section")).AlertsSection };
});
const FieldsSection = lazy(async () => {
  await loadTexts("organise");
  return { default: (await import("./fields/fields-section")).FieldsSection };
});
const KeysSection = lazy(async () => ({ default: (await import("./keys/keys-section")).KeysSection }));
const AuditSection = lazy(async () => ({ default: (await import("./audit/audit-section")).AuditSection }));

export const sections: Section[] = [
  { slug: "conta", label: "sections.account", icon: UserRound, role: "viewer", view: AccountSection },
  { slug: "equipe", label: "sections.team", icon: Users, role: "admin", view: TeamSection },
  { slug: "filas", label: "sections.queues", icon: UsersRound, role: "supervisor", view: QueuesSection },
  { slug: "canais", label: "sections.channels", icon: Plug, role: "admin", view: ChannelsSection },
  { slug: "empresa", label: "sections.company", icon: Building2, role: "admin", view: CompanySection },
  { slug: "horarios", label: "sections.hours", icon: CalendarClock, role: "admin", view: HoursSection },
  { slug: "sla", label: "sections.sla", icon: Timer, role: "supervisor", view: SlaSection },
  { slug: "servicos", label: "sections.services", icon: AudioLines, role: "admin", view: ServicesSection },
  { slug: "modelos", label: "sections.models", icon: Cpu, role: "admin", view: ModelsSection },
  { slug: "precos", label: "sections.prices", icon: CircleDollarSign, role: "admin", view: PricesSection },
  { slug: "respostas", label: "sections.canned", icon: MessageSquareQuote, role: "operator", view: CannedSection },
  { slug: "etiquetas", label: "sections.labels", icon: Tag, role: "supervisor", view: LabelsSection },
  { slug: "macros", label: "sections.macros", icon: ListChecks, role: "supervisor", view: MacrosSection },
  { slug: "campos", label: "sections.fields", icon: TextCursorInput, role: "supervisor", view: FieldsSection },
  { slug: "avisos", label: "sections.alerts", icon: BellRing, role: "admin", view: AlertsSection },
  { slug: "automacoes", label: "sections.automations", icon: Workflow, role: "supervisor", view: AutomationsSection },
  { slug: "pesquisas", label: "sections.surveys", icon: Smile, role: "supervisor", view: SurveysSection },
  { slug: "chaves", label: "sections.keys", icon: KeyRound, role: "admin", view: KeysSection },
  { slug: "trilha", label: "sections.audit", icon: ScrollText, role: "admin", view: AuditSection },
];
