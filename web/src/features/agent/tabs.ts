import type { ParseKeys } from "i18next";
import { BookOpen, Cpu, FlaskConical, History, LifeBuoy, type LucideIcon, Route, ScrollText, Wrench } from "lucide-react";
import type { Tab } from "./tab-names";

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
