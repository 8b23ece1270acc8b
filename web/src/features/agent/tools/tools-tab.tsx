import { queryOptions, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { knownText } from "@/shared/words";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { Switch } from "@/shared/ui/switch";
import type { Draft, TabProps } from "../agents";
import { Loaded } from "../loaded";
import { LimitFields } from "./limit-fields";

type Tool = components["schemas"]["ToolItem"];
type Rule = Draft["tools"][string];

const toolsQuery = queryOptions({
  queryKey: ["tools"],
  queryFn: () => unwrap(api.GET("/api/v1/tools")),
});

const AS_SHIPPED: Rule = { enabled: true, approval: false, limits: {} };

/** What the agent may do besides talking, and within which limits. */
export function ToolsTab({ draft, change }: TabProps) {
  const { t } = useTranslation("agent");
  const tools = useQuery(toolsQuery);
  const set = (name: string, rule: Rule) => {
    const others = Object.entries(draft.tools).filter(([other]) => other !== name);
    const plain = rule.enabled && !rule.approval && Object.keys(rule.limits).length === 0;
    change({ tools: Object.fromEntries(plain ? others : [...others, [name, rule]]) });
  };
  return (
    <>
      <p className="max-w-prose text-ink-2">{t("tools.lead")}</p>
      <Loaded query={tools}>
        {({ items }) => (
          <ul className="grid gap-3">
            {items
              .toSorted((a, b) => Number(b.writes) - Number(a.writes))
              .map((tool) => (
                <li key={tool.name}>
                  <ToolCard tool={tool} rule={draft.tools[tool.name] ?? AS_SHIPPED} onChange={(rule) => set(tool.name, rule)} />
                </li>
              ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

type ToolCardProps = { tool: Tool; rule: Rule; onChange: (rule: Rule) => void };

function ToolCard({ tool, rule, onChange }: ToolCardProps) {
  const { t } = useTranslation("agent");
  const key = tool.name.replaceAll(".", "_");
  const name = knownText("trace", `tool.${key}`) ?? tool.name;
  const description = knownText("agent", `tools.about.${key}`) ?? tool.description;
  return (
    <Card aria-label={name} className="grid gap-3 p-4">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
            {name}
            <Badge tone={tool.writes ? "ipe" : "neutral"}>{t(tool.writes ? "tools.writes" : "tools.reads")}</Badge>
            {tool.confirms && <Badge tone="ceu">{t("tools.confirms")}</Badge>}
            {tool.sensitive && <Badge tone="urucum">{t("tools.sensitive")}</Badge>}
          </h2>
          <p className="mt-0.5 text-[13px] text-ink-2">{description}</p>
        </div>
        <Switch aria-label={t("tools.enable", { name })} checked={rule.enabled} onCheckedChange={(enabled) => onChange({ ...rule, enabled })} />
      </div>
      {tool.writes && rule.enabled && (
        <div className="grid gap-4 border-t pt-3">
          <label className="flex items-center gap-2.5 text-[13.5px]">
            <input
              type="checkbox"
              className="size-4 accent-mata"
              disabled={tool.sensitive}
              checked={tool.sensitive || rule.approval}
              onChange={(event) => onChange({ ...rule, approval: event.target.checked })}
            />
            {t("tools.approval")}
          </label>
          <LimitFields shipped={tool.limits} own={rule.limits} onChange={(limits) => onChange({ ...rule, limits })} />
        </div>
      )}
    </Card>
  );
}
