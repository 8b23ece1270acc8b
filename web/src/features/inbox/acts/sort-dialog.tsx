import { useQuery } from "@tanstack/react-query";
import { Check } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { labelsQuery } from "@/api/labels";
import { priorities } from "@/api/conversations";
import { fold } from "@/shared/fold";
import { Dialog } from "@/shared/ui/dialog";
import { Input } from "@/shared/ui/input";
import { Segmented } from "@/shared/ui/segmented";
import { LabelBadge } from "@/shared/ui/label-badge";
import type { ActProps } from "./acts";
import { useAct } from "./use-act";

/** Labels and priority: each change counts at once. */
export function SortDialog({ ids, conversation, onClose }: ActProps) {
  const { t } = useTranslation(["desk", "inbox"]);
  const { data } = useQuery(labelsQuery);
  const [typed, setTyped] = useState("");
  const act = useAct();
  const labels = data?.items.filter(({ name }) => fold(name).includes(fold(typed))) ?? [];
  const has = new Set(conversation?.labels.map((label) => label.id));
  const toggle = (labelId: string) => act.mutate({ ids, action: { kind: has.has(labelId) ? "unlabel" : "label", label_id: labelId } });
  return (
    <Dialog open onOpenChange={onClose} title={t("sort.title", { count: ids.length })}>
      <h3 className="mb-1.5 text-[12.5px] font-semibold text-ink-2">{t("sort.priority")}</h3>
      <Segmented<string>
        label={t("sort.priority")}
        value={conversation?.priority ?? ""}
        onChange={(priority) => act.mutate({ ids, action: { kind: "priority", priority: priority as (typeof priorities)[number] } })}
        items={[...priorities].reverse().map((priority) => ({ value: priority, label: t(`inbox:priority.${priority}`) }))}
      />
      <h3 className="mt-4 mb-1.5 text-[12.5px] font-semibold text-ink-2">{t("sort.labels")}</h3>
      {data?.items.length === 0 ? (
        <p className="text-[13px] text-ink-3">{t("sort.none")}</p>
      ) : (
        <>
          <Input aria-label={t("sort.search")} placeholder={t("sort.search")} value={typed} onChange={(event) => setTyped(event.target.value)} />
          <ul className="mt-2 grid gap-0.5" aria-label={t("sort.labels")}>
            {labels.map((label) => (
              <li key={label.id}>
                <button
                  type="button"
                  aria-pressed={has.has(label.id)}
                  disabled={act.isPending}
                  onClick={() => toggle(label.id)}
                  className="flex w-full items-center gap-2 rounded-lg px-2 py-1.5 text-left hover:bg-sunken"
                >
                  <LabelBadge label={label} />
                  {has.has(label.id) && <Check className="ml-auto size-4 text-mata-text" aria-hidden />}
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
    </Dialog>
  );
}
