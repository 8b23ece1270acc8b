import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Pencil, Plus, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { IconButton } from "@/shared/ui/icon-button";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { DayDialog } from "./day-dialog";
import { type SpecialDay, specialDaysQuery } from "./queries";
import { spansText } from "./week";

/** Days with hours of their own. */
export function SpecialDays() {
  const { t } = useTranslation("hours");
  const days = useQuery(specialDaysQuery);
  const [editing, setEditing] = useState<SpecialDay | "new" | null>(null);
  return (
    <Card aria-label={t("special")}>
      <header className="flex flex-wrap items-center gap-3 border-b px-5 py-3">
        <div className="min-w-0 flex-1 basis-64">
          <h3 className="text-[15px] font-semibold">{t("special")}</h3>
          <p className="text-[13px] text-ink-2">{t("specialLead")}</p>
        </div>
        <Button size="sm" onClick={() => setEditing("new")}>
          <Plus aria-hidden />
          {t("newDay")}
        </Button>
      </header>
      <Loaded query={days}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-5 py-4 text-ink-3">{t("noDays")}</p>
          ) : (
            <ul aria-label={t("special")} className="divide-y">
              {items.map((day) => (
                <DayRow key={day.id} day={day} onEdit={() => setEditing(day)} />
              ))}
            </ul>
          )
        }
      </Loaded>
      {editing && <DayDialog day={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </Card>
  );
}

function DayRow({ day, onEdit }: { day: SpecialDay; onEdit: () => void }) {
  const { t } = useTranslation("hours");
  const when = useWhen();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/company/special-days/{day_id}", { params: { path: { day_id: day.id } } })),
    onSuccess: () => toast.done(t("removed")),
    onSettled: () => client.invalidateQueries({ queryKey: ["company"] }),
  });
  const written = when.date(day.day);
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2.5">
      <span className="w-24 tabular-nums">{day.yearly ? written.slice(0, 5) : written}</span>
      <span className="min-w-0 flex-1 basis-40 font-medium">{day.name}</span>
      {day.yearly && <Badge tone="ceu">{t("yearly")}</Badge>}
      <span className="text-[13px] text-ink-2">{spansText(day.spans) || t("closed")}</span>
      <IconButton label={t("editOf", { name: day.name })} onClick={onEdit}>
        <Pencil aria-hidden />
      </IconButton>
      <IconButton label={t("removeOf", { name: day.name })} onClick={() => setAsking(true)} disabled={remove.isPending}>
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("removeTitle", { name: day.name })}
        description={t("removeHint")}
        action={t("remove")}
        onConfirm={() => remove.mutate()}
        danger
      />
    </li>
  );
}
