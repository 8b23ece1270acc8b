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
import { ParamField } from "./param-field";

type Shipped = components["schemas"]["ShippedRule"];
type Rule = Draft["escalation"][number];

const rulesQuery = queryOptions({
  queryKey: ["escalation-rules"],
  queryFn: () => unwrap(api.GET("/api/v1/escalation-rules")),
  staleTime: Infinity,
});

/** When a person is called, whatever the engine. */
export function EscalationTab({ draft, change }: TabProps) {
  const { t } = useTranslation("agent");
  const rules = useQuery(rulesQuery);
  const set = (rule: Rule) => {
    const others = draft.escalation.filter((other) => other.kind !== rule.kind);
    const plain = rule.enabled && Object.keys(rule.params).length === 0;
    change({ escalation: plain ? others : [...others, rule] });
  };
  return (
    <>
      <p className="max-w-prose text-ink-2">{t("escalation.lead")}</p>
      <Loaded query={rules}>
        {({ items }) => (
          <ul className="grid gap-3">
            {items.map((shipped) => (
              <li key={shipped.kind}>
                <RuleCard
                  shipped={shipped}
                  rule={draft.escalation.find((one) => one.kind === shipped.kind) ?? { kind: shipped.kind, enabled: true, params: {} }}
                  onChange={set}
                />
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </>
  );
}

type RuleCardProps = { shipped: Shipped; rule: Rule; onChange: (rule: Rule) => void };

function RuleCard({ shipped, rule, onChange }: RuleCardProps) {
  const { t } = useTranslation("agent");
  const name = knownText("agent", `escalation.name.${shipped.kind}`) ?? shipped.kind;
  const about = knownText("agent", `escalation.about.${shipped.kind}`);
  const set = (param: string, value: unknown) => {
    const others = Object.entries(rule.params).filter(([other]) => other !== param);
    const same = JSON.stringify(value) === JSON.stringify(shipped.params[param]);
    onChange({ ...rule, params: Object.fromEntries(same ? others : [...others, [param, value]]) });
  };
  return (
    <Card aria-label={name} className="grid gap-3 p-4">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-2 font-medium">
            {name}
            {shipped.fixed && <Badge>{t("escalation.fixed")}</Badge>}
          </h2>
          {about && <p className="mt-0.5 text-[13px] text-ink-2">{about}</p>}
        </div>
        <Switch
          aria-label={t("escalation.enable", { name })}
          disabled={shipped.fixed}
          checked={shipped.fixed || rule.enabled}
          onCheckedChange={(enabled) => onChange({ ...rule, enabled })}
        />
      </div>
      {rule.enabled && Object.keys(shipped.params).length > 0 && (
        <div className="grid gap-4 border-t pt-3 sm:grid-cols-3">
          {Object.entries(shipped.params).map(([param, value]) => (
            <ParamField key={param} name={param} shipped={value} value={rule.params[param] ?? value} onChange={(next) => set(param, next)} />
          ))}
        </div>
      )}
    </Card>
  );
}
