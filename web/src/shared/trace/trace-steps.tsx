import { BookOpen, MessageCircle, Route, Send, ShieldCheck, Sparkles, TriangleAlert, Wrench } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/shared/ui/badge";
import { record } from "@/shared/payload";
import { Facts, usePercent } from "./facts";
import { ModelCalls } from "./model-calls";
import { ReadingView } from "./reading-view";
import { Step } from "./step";
import type { Evidence, Guard, TraceFacts } from "./types";
import { useSmallMoney } from "./use-small-money";
import { useTraceWords } from "./use-trace-words";

type TraceStepsProps = {
  trace: TraceFacts;
  /** What was answered, line by line. */
  said: readonly (string | null)[];
  /** What the contact got, or would have got. */
  sent: ReactNode;
  sentTitle?: string;
};

/** Why it answered so: from what was said to what was sent. */
export function TraceSteps({ trace, said, sent, sentTitle }: TraceStepsProps) {
  const { t } = useTranslation("trace");
  const { label } = useTraceWords();
  const took = trace.duration_ms === null ? undefined : t("took", { ms: trace.duration_ms });
  return (
    <>
      <Summary trace={trace} />
      <ol>
        <Step icon={MessageCircle} tone="mata" title={t("said")}>
          {said.map((line, index) => (
            <p key={index} className="whitespace-pre-wrap">
              “{line}”
            </p>
          ))}
        </Step>
        <Understood understanding={trace.understanding} />
        <ModelCalls calls={trace.models ?? []} />
        <Calls trace={trace} />
        <Sources evidence={trace.evidence} />
        <Guards guards={trace.guards ?? []} />
        <Decision trace={trace} />
        {sent && (
          <Step icon={Send} tone="mata" title={sentTitle ?? t("sent")} extra={took}>
            {sent}
          </Step>
        )}
        {trace.error && (
          <Step icon={TriangleAlert} tone="urucum" title={t("error", { error: label(trace.error) })}>
            {null}
          </Step>
        )}
      </ol>
    </>
  );
}

function Summary({ trace }: { trace: TraceFacts }) {
  const { t } = useTranslation("trace");
  const money = useSmallMoney();
  const words = useTraceWords();
  return (
    <p className="mb-4 flex flex-wrap gap-x-2 text-[12.5px] text-ink-3">
      <span>{t(trace.instructions_version > 0 ? "engine" : "engineDraft", { engine: words.engine(trace.engine), version: trace.instructions_version })}</span>
      {trace.cost_micros > 0 && <span>{t("cost", { cost: money(trace.cost_micros) })}</span>}
    </p>
  );
}

/** The local reading by heads, and what else the engine made of it. */
function Understood({ understanding }: { understanding: TraceFacts["understanding"] }) {
  const { t } = useTranslation("trace");
  const { reading, ...others } = understanding;
  const read = record(reading);
  if (Object.keys(understanding).length === 0) return null;
  return (
    <Step icon={Sparkles} tone="ia" title={t("understood")}>
      {read && <ReadingView reading={read} />}
      <Facts facts={others} />
    </Step>
  );
}

function Calls({ trace }: { trace: TraceFacts }) {
  const { t } = useTranslation("trace");
  const { tool, toolError } = useTraceWords();
  return trace.calls.map((call, index) => (
    <Step key={index} icon={Wrench} tone={call.error ? "urucum" : "ceu"} title={tool(call.name)} extra={t("took", { ms: call.ms })}>
      <Facts facts={call.arguments} />
      {call.error && <p className="text-urucum-text">{t("error", { error: toolError(call.error) })}</p>}
      {!call.error && call.result && <Facts facts={call.result} />}
    </Step>
  ));
}

function Sources({ evidence }: { evidence: Evidence[] }) {
  const { t } = useTranslation("trace");
  const percent = usePercent();
  return (
    <Step icon={BookOpen} tone="ia" title={t("evidence")}>
      {evidence.length === 0 && <p>{t("noEvidence")}</p>}
      {evidence.map((source) => (
        <figure key={source.ref} className="mt-1.5 rounded-xl bg-sunken px-3 py-2">
          <figcaption className="flex gap-2 font-medium text-ink">
            <span className="min-w-0 flex-1">{source.title}</span>
            <span className="font-normal text-ink-3 tabular-nums">{t("score", { score: percent(source.score) })}</span>
          </figcaption>
          <blockquote className="mt-0.5 line-clamp-6 whitespace-pre-wrap">{source.quote}</blockquote>
        </figure>
      ))}
    </Step>
  );
}

const VERDICTS: Record<string, Tone> = { passed: "mata", held: "urucum", mended: "ipe" };

/** What checked the answer before it left. */
function Guards({ guards }: { guards: Guard[] }) {
  const { t } = useTranslation("trace");
  const { guard, verdict } = useTraceWords();
  if (guards.length === 0) return null;
  const held = guards.some((one) => one.verdict !== "passed");
  return (
    <Step icon={ShieldCheck} tone={held ? "urucum" : "mata"} title={t("guards")}>
      <ul className="grid gap-1">
        {guards.map((one, index) => (
          <li key={index} className="grid gap-0.5">
            <span className="flex gap-2">
              <span className="min-w-0 flex-1">{guard(one.name)}</span>
              <Badge tone={VERDICTS[one.verdict] ?? "neutral"}>{verdict(one.verdict)}</Badge>
            </span>
            {one.detail && <span className="text-[12.5px] text-ink-3 [overflow-wrap:anywhere]">{one.detail}</span>}
          </li>
        ))}
      </ul>
    </Step>
  );
}

function Decision({ trace }: { trace: TraceFacts }) {
  const { t } = useTranslation("trace");
  const percent = usePercent();
  const words = useTraceWords();
  return (
    <Step
      icon={Route}
      tone="ia"
      title={t("decision")}
      extra={trace.confidence === null ? undefined : t("confidence", { percent: percent(trace.confidence) })}
    >
      <p>{trace.decision ? words.decision(trace.decision) : t("undecided")}</p>
      {trace.handoff_reason && <p>{t("reason", { reason: words.reason(trace.handoff_reason) })}</p>}
    </Step>
  );
}
