import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { agentsQuery } from "@/api/agents";
import type { components } from "@/api/schema";
import { useSmallMoney } from "@/shared/trace/use-small-money";

type Line = components["schemas"]["CostLine"];
type CostTableProps = { side: "day" | "model" | "agent" | "conversation"; items: Line[] };

const NUMBERS = ["calls", "failed", "input_tokens", "output_tokens", "cached_tokens"] as const;

export function CostTable({ side, items }: CostTableProps) {
  const { t, i18n } = useTranslation("costs");
  const money = useSmallMoney();
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <div className="scroll-thin overflow-x-auto border-t" role="region" aria-label={t("table")} tabIndex={0}>
      <table className="w-full min-w-[640px] text-[13.5px] tabular-nums">
        <thead>
          <tr className="text-[12.5px] text-ink-3">
            <th scope="col" className="px-5 py-2 text-left font-normal">
              {t(`by.${side}`)}
            </th>
            {NUMBERS.map((name) => (
              <th key={name} scope="col" className="px-2 py-2 text-right font-normal">
                {t(`column.${name}`)}
              </th>
            ))}
            <th scope="col" className="px-5 py-2 text-right font-normal">
              {t("column.micros")}
            </th>
          </tr>
        </thead>
        <tbody>
          {items.map((line) => (
            <tr key={line.key ?? ""} className="border-t">
              <th scope="row" className="px-5 py-2 text-left font-medium">
                <Name side={side} name={line.key} />
              </th>
              {NUMBERS.map((name) => (
                <td key={name} className="px-2 py-2 text-right text-ink-2">
                  {number.format(line[name])}
                </td>
              ))}
              <td className="px-5 py-2 text-right font-medium">{money(line.micros)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** What a line is about, with the way to it. */
function Name({ side, name }: { side: CostTableProps["side"]; name: string | null }) {
  const { t, i18n } = useTranslation("costs");
  const agents = useQuery(agentsQuery);
  const link = "text-ceu-text underline underline-offset-2";
  if (name === null) return t("gone");
  if (side === "day") return new Intl.DateTimeFormat(i18n.language, { dateStyle: "medium", timeZone: "UTC" }).format(new Date(name));
  if (side === "agent")
    return (
      <Link to="/agente/$agentId" params={{ agentId: name }} className={link}>
        {agents.data?.items.find((agent) => agent.id === name)?.name ?? t("gone")}
      </Link>
    );
  if (side === "conversation")
    return (
      <Link to="/conversas/$conversationId" params={{ conversationId: name }} className={link}>
        {t("conversation", { id: name.slice(-6) })}
      </Link>
    );
  return name;
}
