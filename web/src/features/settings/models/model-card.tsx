import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Stethoscope } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { modelsQuery, type Model } from "@/api/models";
import { useErrorText } from "@/api/use-error-text";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { ProbeSteps } from "./probe-steps";

const ABILITIES = ["json_schema", "tools", "vision", "audio"] as const;

/** One connection, tried and switched in place. */
export function ModelCard({ model, onEdit }: { model: Model; onEdit: () => void }) {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const again = () => client.invalidateQueries({ queryKey: modelsQuery.queryKey });
  const path = { params: { path: { model_id: model.id } } };
  const probe = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/models/{model_id}/probe", path)),
    onSettled: again,
  });
  const turn = useMutation({
    mutationFn: (enabled: boolean) => unwrap(api.PATCH("/api/v1/models/{model_id}", { ...path, body: { enabled } })),
    onSettled: again,
  });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/models/{model_id}", path)),
    onSuccess: () => toast.done(t("models.removed")),
    onSettled: again,
  });
  return (
    <Card aria-label={model.name} className="grid gap-4 p-5">
      <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-56">
          <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-medium">
            {model.name}
            <Badge>{t(`models.provider.${model.provider}`)}</Badge>
            {!model.has_key && model.provider !== "compatible" && <Badge tone="ipe">{t("models.noKey")}</Badge>}
            {!model.priced && <Badge tone="ipe">{t("models.unpriced")}</Badge>}
          </h3>
          <p className="font-mono text-[12.5px] text-ink-3 [overflow-wrap:anywhere]">{[model.model, model.base_url].filter(Boolean).join(" · ")}</p>
        </div>
        <Switch aria-label={t("models.enable", { name: model.name })} checked={model.enabled} disabled={turn.isPending} onCheckedChange={(on) => turn.mutate(on)} />
      </header>
      <ul aria-label={t("models.abilities")} className="flex flex-wrap gap-1.5">
        {ABILITIES.map((ability) => (
          <li key={ability}>
            <Badge tone={model.profile[ability] ? "mata" : "neutral"}>
              {t(model.profile[ability] ? "models.can" : "models.cannot", { ability: t(`models.ability.${ability}`) })}
            </Badge>
          </li>
        ))}
      </ul>
      {!model.priced && (
        <div className="flex flex-wrap items-center gap-x-4 gap-y-2 rounded-xl bg-ipe-soft px-4 py-3">
          <p className="min-w-0 flex-1 basis-64 text-[13px] text-ipe-text">{t("models.unpricedHint")}</p>
          <Button size="sm" onClick={onEdit} aria-label={`${t("models.enterPrice")}: ${model.name}`}>
            {t("models.enterPrice")}
          </Button>
        </div>
      )}
      <ProbeSteps steps={probe.data?.steps} />
      {probe.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {text(probe.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => probe.mutate()} disabled={probe.isPending}>
          <Stethoscope aria-hidden />
          {t(probe.isPending ? "models.probing" : "models.probe")}
        </Button>
        <Button onClick={onEdit} aria-label={`${t("models.edit")}: ${model.name}`}>
          {t("models.edit")}
        </Button>
        <Button variant="danger" onClick={() => setRemoving(true)} aria-label={`${t("models.remove")}: ${model.name}`}>
          {t("models.remove")}
        </Button>
      </div>
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t("models.removeTitle", { name: model.name })}
        description={t("models.removeHint")}
        action={t("models.remove")}
        onConfirm={() => remove.mutate()}
        danger
      />
    </Card>
  );
}
