import { useTranslation } from "react-i18next";
import { knownText } from "@/shared/words";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { Switch } from "@/shared/ui/switch";
import type { Draft, TabProps } from "../agents";
import { GoalTexts } from "./goal-texts";

type Rule = Draft["goals"][string];

const AS_SHIPPED: Rule = { enabled: true, texts: {} };

/** The matters that the agent carries through step by step, also without a language model. */
export function GoalsTab({ agent, draft, change }: TabProps) {
  const { t } = useTranslation("agent");
  const set = (name: string, rule: Rule) => {
    const others = Object.entries(draft.goals).filter(([other]) => other !== name);
    const plain = rule.enabled && Object.keys(rule.texts).length === 0;
    change({ goals: Object.fromEntries(plain ? others : [...others, [name, rule]]) });
  };
  return (
    <>
      <p className="max-w-prose text-ink-2">{t("goals.lead")}</p>
      <ul className="grid gap-3">
        {Object.entries(agent.default_goals).map(([name, texts]) => (
          <li key={name}>
            <GoalCard name={name} texts={texts} rule={draft.goals[name] ?? AS_SHIPPED} onChange={(rule) => set(name, rule)} />
          </li>
        ))}
      </ul>
    </>
  );
}

type GoalCardProps = { name: string; texts: Record<string, string[]>; rule: Rule; onChange: (rule: Rule) => void };

function GoalCard({ name, texts, rule, onChange }: GoalCardProps) {
  const { t } = useTranslation("agent");
  const title = knownText("trace", `goal.${name}`) ?? name;
  const about = knownText("agent", `goals.about.${name}`);
  const changed = Object.keys(rule.texts).length;
  return (
    <Card aria-label={title} className="grid gap-3 p-4">
      <div className="flex items-start gap-4">
        <div className="min-w-0 flex-1">
          <h2 className="flex flex-wrap items-center gap-2 font-medium">
            {title}
            {changed > 0 && <Badge tone="ceu">{t("goals.changed", { count: changed })}</Badge>}
          </h2>
          {about && <p className="mt-0.5 text-[13px] text-ink-2">{about}</p>}
        </div>
        <Switch aria-label={t("goals.enable", { name: title })} checked={rule.enabled} onCheckedChange={(enabled) => onChange({ ...rule, enabled })} />
      </div>
      {rule.enabled && <GoalTexts shipped={texts} own={rule.texts} onChange={(own) => onChange({ ...rule, texts: own })} />}
    </Card>
  );
}
