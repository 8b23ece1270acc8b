import type { ParseKeys } from "i18next";
import { BookOpen, Cpu, FlaskConical, History, LifeBuoy, type LucideIcon, Route, ScrollText, Wrench } from "lucide-react";

export const tabs = ["instrucoes", "modelo", "ferramentas", "conhecimento", "escalonamento", "roteiros", "versoes", "testar"] as const;

/** The word in the address. */
export type Tab = (typeof tabs)[number];

export const looks: Record<Tab, { label: ParseKeys<"agent">; icon: LucideIcon }> = {
  instrucoes: { label: "tab.instructions", icon: ScrollText },
  modelo: { label: "tab.model", icon: Cpu },
  ferramentas: { label: "tab.tools", icon: Wrench },
  conhecimento: { label: "tab.knowledge", icon: BookOpen },
  escalonamento: { label: "tab.escalation", icon: LifeBuoy },
  roteiros: { label: "tab.goals", icon: Route },
  versoes: { label: "tab.versions", icon: History },
  testar: { label: "tab.try", icon: FlaskConical },
};
