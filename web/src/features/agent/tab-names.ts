/** The parts of an agent's page, as in the address. Apart from their looks: the router needs only these. */
export const tabs = ["instrucoes", "modelo", "ferramentas", "conhecimento", "escalonamento", "roteiros", "versoes", "testar"] as const;

export type Tab = (typeof tabs)[number];
