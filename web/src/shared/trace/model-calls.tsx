import { Cpu } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Step } from "./step";
import type { ModelCall } from "./types";
import { useSmallMoney } from "./use-small-money";
import { useTraceWords } from "./use-trace-words";

/** The requests to language models of one turn, with what they took and cost. */
export function ModelCalls({ calls }: { calls: readonly ModelCall[] }) {
  const { t } = useTranslation("trace");
  const { toolError } = useTraceWords();
  const money = useSmallMoney();
  return calls.map((call, index) => (
    <Step key={index} icon={Cpu} tone={call.error ? "urucum" : "ia"} title={call.model} extra={t("took", { ms: call.ms })}>
      {call.error && <p className="text-urucum-text">{t("error", { error: toolError(call.error) })}</p>}
      {call.input_tokens !== null && (
        <p className="tabular-nums">
          {t("tokens", { input: call.input_tokens, output: call.output_tokens ?? 0 })}
          {(call.cached_tokens ?? 0) > 0 && ` · ${t("cached", { cached: call.cached_tokens })}`}
          {(call.micros ?? 0) > 0 && ` · ${t("cost", { cost: money(call.micros ?? 0) })}`}
        </p>
      )}
    </Step>
  ));
}
