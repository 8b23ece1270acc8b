import { BookOpen, Bot, ChartColumn, Coins, Gauge, House, Inbox, LayoutDashboard, LayoutTemplate, type LucideIcon, Scale, Settings, ShieldCheck, Ticket } from "lucide-react";
import type { ParseKeys } from "i18next";

type NavItem = {
  to: "/inicio" | "/conversas" | "/chamados" | "/conhecimento" | "/agente" | "/qualidade" | "/custos" | "/aprovacoes" | "/painel" | "/relatorios" | "/conferencia" | "/modelos" | "/ajustes";
  label: ParseKeys<"shell">;
  icon: LucideIcon;
  /** On a phone the bottom bar has room for the daily ones; the others are under "more". */
  daily: boolean;
};

export const navItems: NavItem[] = [
  { to: "/inicio", label: "nav.start", icon: House, daily: true },
  { to: "/conversas", label: "nav.conversations", icon: Inbox, daily: true },
  { to: "/painel", label: "nav.board", icon: LayoutDashboard, daily: true },
  { to: "/relatorios", label: "nav.reports", icon: ChartColumn, daily: false },
  { to: "/chamados", label: "nav.tickets", icon: Ticket, daily: false },
  { to: "/conhecimento", label: "nav.knowledge", icon: BookOpen, daily: true },
  { to: "/agente", label: "nav.agents", icon: Bot, daily: false },
  { to: "/qualidade", label: "nav.quality", icon: Gauge, daily: false },
  { to: "/custos", label: "nav.costs", icon: Coins, daily: false },
  { to: "/aprovacoes", label: "nav.approvals", icon: ShieldCheck, daily: false },
  { to: "/modelos", label: "nav.templates", icon: LayoutTemplate, daily: false },
  { to: "/conferencia", label: "nav.ledger", icon: Scale, daily: false },
];

export const settingsItem: NavItem = { to: "/ajustes", label: "nav.settings", icon: Settings, daily: false };
