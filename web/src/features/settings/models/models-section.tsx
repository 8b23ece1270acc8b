import { useQuery } from "@tanstack/react-query";
import { Cpu, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { modelsQuery, type Model } from "@/api/models";
import { Button } from "@/shared/ui/button";
import { CopyField } from "@/shared/ui/copy-field";
import { EmptyState } from "@/shared/ui/empty-state";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { ModelCard } from "./model-card";
import { MeaningCard } from "./meaning-card";
import { ModelDialog } from "./model-dialog";

const INSTALL = "pip install 'prosa[llm]'";

/** Connections to language models: their keys, what they can do, and whether they answer. */
export function ModelsSection() {
  const { t } = useTranslation("settings");
  const models = useQuery(modelsQuery);
  const [editing, edit] = useState<Model | "new" | null>(null);
  return (
    <SectionFrame
      title={t("sections.models")}
      lead={t("models.lead")}
      actions={
        <Button variant="primary" onClick={() => edit("new")}>
          <Plus aria-hidden />
          {t("models.add")}
        </Button>
      }
    >
      <Loaded query={models}>
        {({ items, installed }) => (
          <div className="grid gap-4">
            {!installed && (
              <div className="grid gap-3 rounded-xl bg-ipe-soft p-4">
                <p className="text-[13.5px] text-ipe-text">{t("models.notInstalled")}</p>
                <CopyField label={t("models.install")} value={INSTALL} failed={t("copyFailed")} />
              </div>
            )}
            {items.length === 0 && <EmptyState icon={<Cpu />} title={t("models.empty.title")} hint={t("models.empty.hint")} />}
            {items.map((model) => (
              <ModelCard key={model.id} model={model} onEdit={() => edit(model)} />
            ))}
            <MeaningCard models={items} />
          </div>
        )}
      </Loaded>
      {editing && <ModelDialog model={editing === "new" ? null : editing} onClose={() => edit(null)} />}
    </SectionFrame>
  );
}
