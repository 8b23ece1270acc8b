import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { written } from "@/shared/format/duration";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { IconButton } from "@/shared/ui/icon-button";
import { Loaded } from "../loaded";
import { type Rule, rulesQuery } from "./queries";
import { Removal } from "./removal";
import { RuleDialog } from "./rule-dialog";

/** Follow-ups that are planned by themselves. */
export function RulesCard() {
  const { t } = useTranslation("tickets");
  const rules = useQuery(rulesQuery);
  const mayEdit = useMay("supervisor");
  const [editing, setEditing] = useState<Rule | "new" | null>(null);
  return (
    <Card aria-label={t("rule.title")}>
      <header className="flex flex-wrap items-center gap-3 border-b px-5 py-3">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="text-[15px] font-semibold">{t("rule.title")}</h3>
          <p className="text-[13px] text-ink-2">{t("rule.lead")}</p>
        </div>
        {mayEdit && (
          <Button size="sm" onClick={() => setEditing("new")}>
            <Plus aria-hidden />
            {t("rule.new")}
          </Button>
        )}
      </header>
      <Loaded query={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-5 py-4 text-ink-3">{t("rule.none")}</p>
          ) : (
            <ul aria-label={t("rule.title")} className="divide-y">
              {items.map((rule) => (
                <RuleRow key={rule.id} rule={rule} onEdit={mayEdit ? () => setEditing(rule) : undefined} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing && <RuleDialog rule={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Card>
  );
}

function RuleRow({ rule, onEdit }: { rule: Rule; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation("tickets");
  return (
    <li className="flex items-start gap-3 px-5 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="font-medium">{rule.name}</span>
          {!rule.active && <Badge>{t("rule.off")}</Badge>}
          <span className="text-[12.5px] text-ink-3">
            {t("rule.line", { kind: t(`followUp.kind.${rule.kind}`), wait: written(rule.minutes), after: t(`rule.afterOf.${rule.after}`) })}
          </span>
        </p>
        <p className="mt-0.5 line-clamp-2 text-ink-2">{rule.text}</p>
      </div>
      {onEdit && (
        <>
          <IconButton label={t("rule.editOf", { name: rule.name })} onClick={onEdit}>
            <Pencil aria-hidden />
          </IconButton>
          <Removal
            label={t("rule.removeOf", { name: rule.name })}
            title={t("rule.removeTitle", { name: rule.name })}
            hint={t("rule.removeHint")}
            action={t("rule.remove")}
            done={t("rule.removed")}
            remove={() => unwrap(api.DELETE("/api/v1/follow-up-rules/{rule_id}", { params: { path: { rule_id: rule.id } } }))}
          />
        </>
      )}
    </li>
  );
}
