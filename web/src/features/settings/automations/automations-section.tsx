import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Workflow } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { errorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { IconButton } from "@/shared/ui/icon-button";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { type Automation, draftOf, ruleOf } from "./rule";
import { RuleDialog } from "./rule-dialog";
import { useRuleText } from "./use-rule-text";

const automationsQuery = queryOptions({
  queryKey: ["automations"],
  queryFn: () => unwrap(api.GET("/api/v1/automations")),
});

/** When … if … then … */
export function AutomationsSection() {
  const { t } = useTranslation("supervision");
  const rules = useQuery(automationsQuery);
  const mayChange = useMay("admin");
  const [editing, setEditing] = useState<Automation | "new" | null>(null);
  const add = mayChange && (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden />
      {t("rules.new")}
    </Button>
  );
  return (
    <SectionFrame title={t("rules.title")} lead={t("rules.lead")} actions={add}>
      <Loaded query={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<Workflow />} title={t("rules.empty")} hint={t("rules.emptyHint")} />
          ) : (
            <Card>
              <ul aria-label={t("rules.list")} className="divide-y">
                {items.map((rule) => (
                  <RuleRow key={rule.id} rule={rule} onEdit={mayChange ? () => setEditing(rule) : undefined} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      {editing && <RuleDialog rule={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </SectionFrame>
  );
}

function RuleRow({ rule, onEdit }: { rule: Automation; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation("supervision");
  const client = useQueryClient();
  const { when, conditions, actions } = useRuleText();
  const toggle = useMutation({
    mutationFn: (active: boolean) =>
      unwrap(api.PUT("/api/v1/automations/{rule_id}", { params: { path: { rule_id: rule.id } }, body: ruleOf(draftOf(rule), active, rule) })),
    onError: (error) => toast.failed(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["automations"] }),
  });
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <Switch
        className="mt-0.5"
        aria-label={t("rules.activeOf", { name: rule.name })}
        checked={rule.active}
        disabled={!onEdit || toggle.isPending}
        onCheckedChange={(active) => toggle.mutate(active)}
      />
      <div className="min-w-0 flex-1">
        <p className="font-medium">{rule.name}</p>
        <p className="text-[13.5px] text-ink-2">
          {`${t("rules.when")} ${when(rule)} · ${t("rules.if").toLowerCase()} ${conditions(rule).join(", ") || t("rules.always")} · ${t("rules.then").toLowerCase()} ${actions(rule).join(", ")}`}
        </p>
        <p className="text-[12.5px] text-ink-3">{t("rules.runs", { count: rule.runs })}</p>
      </div>
      {onEdit && (
        <IconButton label={t("rules.editOf", { name: rule.name })} onClick={onEdit}>
          <Pencil aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
