import { BookOpen, MessageCircle, Route, Send, Sparkles, TriangleAlert, Wrench } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message, Trace } from "@/api/types";
import { Ticks } from "../thread/ticks";
import { useWords } from "../words";
import { Facts, usePercent } from "./facts";
import { Step } from "./step";

export function TraceSteps({ trace }: { trace: Trace }) {
  const { t } = useTranslation("extras");
  const { tool } = useWords();
  return (
    <>
      <p className="mb-4 flex flex-wrap gap-x-2 text-[12.5px] text-ink-3">
        {t("trace.engine", { engine: trace.engine, version: trace.instructions_version })}
        <Cost micros={trace.cost_micros} />
      </p>
      <ol>
        <Step icon={MessageCircle} tone="mata" title={t("trace.said")}>
          {trace.said.map((line) => (
            <p key={line.id} className="whitespace-pre-wrap">
              “{line.text}”
            </p>
          ))}
        </Step>
        {Object.keys(trace.understanding).length > 0 && (
          <Step icon={Sparkles} tone="ia" title={t("trace.understood")}>
            <Facts facts={trace.understanding} />
          </Step>
        )}
        {trace.calls.map((call, index) => (
          <Step key={index} icon={Wrench} tone={call.error ? "urucum" : "ceu"} title={tool(call.name)} extra={t("trace.took", { ms: call.ms })}>
            <Facts facts={call.arguments} />
            {call.error ? <p className="text-urucum-text">{t("trace.error", { error: call.error })}</p> : call.result && <Facts facts={call.result} />}
          </Step>
        ))}
        <Evidence trace={trace} />
        <Decision trace={trace} />
        {trace.sent.length > 0 && (
          <Step icon={Send} tone="mata" title={t("trace.sent")} extra={trace.duration_ms === null ? undefined : t("trace.took", { ms: trace.duration_ms })}>
            {trace.sent.map((part) => (
              <p key={part.id} className="whitespace-pre-wrap">
                {part.text} <Ticks status={part.status as Message["status"]} />
              </p>
            ))}
          </Step>
        )}
        {trace.error && (
          <Step icon={TriangleAlert} tone="urucum" title={t("trace.error", { error: trace.error })}>
            {null}
          </Step>
        )}
      </ol>
    </>
  );
}

const UNIT = 1_000_000;

function Cost({ micros }: { micros: number }) {
  const { t, i18n } = useTranslation("extras");
  if (micros === 0) return null;
  const cost = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 2, maximumFractionDigits: 4 }).format(micros / UNIT);
  return <span>{t("trace.cost", { cost })}</span>;
}

function Evidence({ trace }: { trace: Trace }) {
  const { t } = useTranslation("extras");
  const percent = usePercent();
  return (
    <Step icon={BookOpen} tone="ia" title={t("trace.evidence")}>
      {trace.evidence.length === 0 && <p>{t("trace.noEvidence")}</p>}
      {trace.evidence.map((source) => (
        <figure key={source.ref} className="mt-1.5 rounded-xl bg-sunken px-3 py-2">
          <figcaption className="flex gap-2 font-medium text-ink">
            <span className="min-w-0 flex-1">{source.title}</span>
            <span className="font-normal text-ink-3 tabular-nums">{t("trace.score", { score: percent(source.score) })}</span>
          </figcaption>
          <blockquote className="mt-0.5 line-clamp-6 whitespace-pre-wrap">{source.quote}</blockquote>
        </figure>
      ))}
    </Step>
  );
}

function Decision({ trace }: { trace: Trace }) {
  const { t } = useTranslation("extras");
  const percent = usePercent();
  const words = useWords();
  const reason = words.reason(trace.handoff_reason) ?? trace.handoff_reason;
  return (
    <Step
      icon={Route}
      tone="ia"
      title={t("trace.decision")}
      extra={trace.confidence === null ? undefined : t("trace.confidence", { percent: percent(trace.confidence) })}
    >
      <p>{trace.decision ? words.decision(trace.decision) : t("trace.undecided")}</p>
      {reason && <p>{t("trace.reason", { reason })}</p>}
    </Step>
  );
}
