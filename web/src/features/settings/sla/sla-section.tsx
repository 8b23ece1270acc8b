import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { IconButton } from "@/shared/ui/icon-button";
import { written } from "@/shared/format/duration";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { PolicyDialog } from "./policy-dialog";
import { metrics, policiesQuery, type Policy, priorities } from "./queries";
import { Removal } from "./removal";
import { RulesCard } from "./rules-card";

/** What is promised to which tickets, and what is done by itself later. */
export function SlaSection() {
  const { t } = useTranslation("tickets");
  const policies = useQuery(policiesQuery);
  const mayEdit = useMay("supervisor");
  const [editing, setEditing] = useState<Policy | "new" | null>(null);
  const add = mayEdit && (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden />
      {t("sla.new")}
    </Button>
  );
  return (
    <SectionFrame title={t("sla.section")} lead={t("sla.lead")} actions={add}>
      <div className="grid gap-6">
        <Loaded query={policies}>
          {({ items }) => (
            <>
              <ul aria-label={t("sla.list")} className="grid gap-4">
                {items.map((policy) => (
                  <li key={policy.id}>
                    <PolicyCard policy={policy} onEdit={mayEdit ? () => setEditing(policy) : undefined} />
                  </li>
                ))}
              </ul>
              {editing && (
                <PolicyDialog
                  policy={editing === "new" ? null : editing}
                  model={items.find((policy) => policy.general)!}
                  onClose={() => setEditing(null)}
                />
              )}
            </>
          )}
        </Loaded>
        <RulesCard />
      </div>
    </SectionFrame>
  );
}

function PolicyCard({ policy, onEdit }: { policy: Policy; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation("tickets");
  return (
    <Card>
      <header className="flex flex-wrap items-center gap-2 px-5 py-3">
        <h3 className="text-[15px] font-semibold">{policy.name}</h3>
        <span className="flex flex-1 flex-wrap gap-1.5">
          {policy.general && <Badge>{t("sla.general")}</Badge>}
          {policy.department && <Badge tone="ceu">{policy.department}</Badge>}
          {policy.category && <Badge tone="ceu">{t(`category.${policy.category}`)}</Badge>}
          {policy.around_the_clock && <Badge tone="ipe">{t("sla.clock")}</Badge>}
        </span>
        {onEdit && (
          <IconButton label={t("sla.editOf", { name: policy.name })} onClick={onEdit}>
            <Pencil aria-hidden />
          </IconButton>
        )}
        {onEdit && !policy.general && (
          <Removal
            label={t("sla.removeOf", { name: policy.name })}
            title={t("sla.removeTitle", { name: policy.name })}
            hint={t("sla.removeHint")}
            action={t("sla.remove")}
            done={t("sla.removed")}
            remove={() => unwrap(api.DELETE("/api/v1/sla-policies/{policy_id}", { params: { path: { policy_id: policy.id } } }))}
          />
        )}
      </header>
      <div className="scroll-thin overflow-x-auto border-t" tabIndex={0} role="region" aria-label={policy.name}>
        <table className="w-full text-left text-[13.5px]">
          <thead className="text-[12.5px] text-ink-3">
            <tr className="*:px-5 *:py-2 *:font-medium">
              <th scope="col">{t("priorityOf")}</th>
              {metrics.map((metric) => (
                <th key={metric} scope="col">
                  {t(`metric.${metric}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="divide-y border-t">
            {priorities.map((priority) => (
              <tr key={priority} className="*:px-5 *:py-2">
                <th scope="row" className="font-medium">
                  {t(`priority.${priority}`)}
                </th>
                {metrics.map((metric) => (
                  <td key={metric} className="tabular-nums">
                    {written(policy.minutes[priority]![metric])}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}
