import { MessageCircleQuestion, RotateCcw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { TraceSteps } from "@/shared/trace/trace-steps";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { Field } from "@/shared/ui/field";
import { RichText } from "@/shared/ui/rich-text";
import { Select } from "@/shared/ui/select";
import { engines, type Agent } from "../agents";
import type { DraftState } from "../use-draft";
import { TryPhone } from "./try-phone";
import type { Line, RehearsalState } from "./use-rehearsal";

/** A phone on which nothing is sent, and why each answer came out as it did. */
export function TryTab({ agent, state, rehearsal }: ControlsProps) {
  const { t } = useTranslation("agent");
  if (!useMay("supervisor")) return <EmptyState icon={<MessageCircleQuestion />} title={t("try.forbidden")} hint={t("try.forbiddenHint")} />;
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(300px,360px)_minmax(0,1fr)]">
      <div className="grid gap-4">
        <Controls agent={agent} state={state} rehearsal={rehearsal} />
        <TryPhone name={agent.name} rehearsal={rehearsal} />
      </div>
      <Why line={rehearsal.explained} />
    </div>
  );
}

type ControlsProps = { agent: Agent; state: DraftState; rehearsal: RehearsalState };

function Controls({ agent, state, rehearsal }: ControlsProps) {
  const { t } = useTranslation("agent");
  return (
    <div className="grid grid-cols-2 gap-3">
      <Field label={t("try.speaker")}>
        {(control) => (
          <Select
            {...control}
            value={rehearsal.speaker}
            onChange={(event) => rehearsal.speakAs(event.target.value === "draft" ? "draft" : Number(event.target.value))}
          >
            <option value="draft">{t(state.dirty ? "try.draft" : "try.newest", { version: state.base.version })}</option>
            {agent.versions.map((one) => (
              <option key={one.version} value={one.version}>
                {t(one.published ? "versions.onAir" : "version", { version: one.version })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("engine")}>
        {(control) => (
          <Select {...control} value={rehearsal.engine} onChange={(event) => rehearsal.useEngine(engines.find((one) => one === event.target.value) ?? "")}>
            <option value="">{t("try.ownEngine")}</option>
            {engines.map((engine) => (
              <option key={engine} value={engine}>
                {t(`engineName.${engine}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <p className="col-span-2 flex flex-wrap items-center gap-2">
        <Badge tone="ipe">{t("try.nothingSent")}</Badge>
        <Button size="sm" variant="ghost" className="ml-auto" disabled={rehearsal.lines.length === 0} onClick={rehearsal.restart}>
          <RotateCcw aria-hidden />
          {t("try.restart")}
        </Button>
      </p>
    </div>
  );
}

function Why({ line }: { line: Line | undefined }) {
  const { t } = useTranslation("agent");
  if (!line?.answer) return <EmptyState icon={<MessageCircleQuestion />} title={t("try.empty")} hint={t("try.emptyHint")} />;
  return (
    <Card aria-label={t("title", { ns: "trace" })} className="p-5">
      <h2 className="mb-3 font-display text-[17px] font-semibold">{t("title", { ns: "trace" })}</h2>
      <TraceSteps
        trace={line.answer.trace}
        said={[line.asked ?? ""]}
        sent={line.answer.text && <RichText text={line.answer.text} />}
        sentTitle={t("try.wouldSend")}
      />
    </Card>
  );
}
