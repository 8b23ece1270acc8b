import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { errorText } from "@/api/use-error-text";
import { parted } from "@/shared/format/parted";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Switch } from "@/shared/ui/switch";
import { toast } from "@/shared/ui/toast";
import { type HoldRule, holdRulesQuery } from "./held-queries";

/** Which messages wait for a supervisor's word. */
export function HoldRules() {
  const { t } = useTranslation("supervision");
  const maySee = useMay("supervisor");
  const { data } = useQuery({ ...holdRulesQuery, enabled: maySee });
  if (!data) return null;
  return (
    <details className="mt-8">
      <summary className="cursor-pointer font-medium">{t("held.rules")}</summary>
      <p className="mt-1 mb-3 max-w-prose text-ink-2">{t("held.rulesHint")}</p>
      <Card className="divide-y">
        {data.items.map((rule) => (
          <RuleForm key={rule.kind} rule={rule} />
        ))}
      </Card>
    </details>
  );
}

type Kind = "critical" | "first_contact" | "low_confidence" | "template";

function RuleForm({ rule }: { rule: HoldRule }) {
  const { t } = useTranslation("supervision");
  const client = useQueryClient();
  const mayChange = useMay("admin");
  const [minutes, setMinutes] = useState(String(rule.minutes));
  const [words, setWords] = useState((rule.words ?? rule.templates ?? []).join(", "));
  const [below, setBelow] = useState(String(rule.below ?? ""));
  const name = t(`held.rule.${rule.kind as Kind}`);
  const save = useMutation({
    mutationFn: (active: boolean) =>
      unwrap(
        api.PUT("/api/v1/hold-rules", {
          body: {
            kind: rule.kind,
            active,
            minutes: Number(minutes),
            words: rule.kind === "critical" ? parted(words) : null,
            below: rule.kind === "low_confidence" ? Number(below) : null,
            templates: rule.kind === "template" ? parted(words) : null,
          },
        }),
      ),
    onSuccess: () => toast.done(t("held.saved")),
    onError: (error) => toast.failed(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["held"] }),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(rule.active);
  };
  return (
    <form onSubmit={submit} aria-label={name} className="flex flex-wrap items-end gap-3 px-4 py-3">
      <label className="flex min-w-56 flex-1 items-center gap-2.5 self-center font-medium">
        <Switch checked={rule.active} disabled={!mayChange || save.isPending} onCheckedChange={(active) => save.mutate(active)} />
        {name}
      </label>
      {(rule.kind === "critical" || rule.kind === "template") && (
        <Field label={t(rule.kind === "critical" ? "held.words" : "held.templates")} className="min-w-56 flex-1">
          {(control) => <Input {...control} disabled={!mayChange} value={words} onChange={(event) => setWords(event.target.value)} />}
        </Field>
      )}
      {rule.kind === "low_confidence" && (
        <Field label={t("held.below")}>
          {(control) => (
            <Input {...control} type="number" min={0.05} max={1} step={0.05} disabled={!mayChange} value={below} onChange={(event) => setBelow(event.target.value)} />
          )}
        </Field>
      )}
      <Field label={t("held.minutes")}>
        {(control) => (
          <Input {...control} type="number" min={1} max={1440} disabled={!mayChange} value={minutes} onChange={(event) => setMinutes(event.target.value)} className="w-28" />
        )}
      </Field>
      {mayChange && (
        <Button type="submit" disabled={save.isPending}>
          {t("held.save")}
        </Button>
      )}
    </form>
  );
}
