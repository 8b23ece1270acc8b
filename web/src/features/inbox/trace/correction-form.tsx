import { useMutation } from "@tanstack/react-query";
import { Check, GraduationCap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import type { Trace } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { record, text } from "@/shared/payload";
import { useTraceWords } from "@/shared/trace/use-trace-words";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { correctable, type Head } from "./correctable";
import { EntityEditor } from "./entity-editor";
import { readEntities, type Named } from "./named";

type Correction = components["schemas"]["Correction"];
type Chosen = Partial<Record<Head, string>>;
type Taught = { heads: Chosen; entities?: Named[] | null };

/** Says what the words of a turn really meant. What is left as it is is not judged. */
export function CorrectionForm({ trace, onDone }: { trace: Trace; onDone: () => void }) {
  const { t } = useTranslation("trace");
  const errorText = useErrorText();
  const { fact, label } = useTraceWords();
  const read = readValues(trace);
  const [chosen, choose] = useState<Chosen>({});
  /** Null: not judged. */
  const [entities, setEntities] = useState<Named[] | null>(null);
  const path = { params: { path: { turn_id: trace.id } } };
  const undo = useMutation({ mutationFn: () => unwrap(api.DELETE("/api/v1/turns/{turn_id}/correction", path)) });
  const teach = useMutation({
    meta: { quiet: true },
    mutationFn: (taught: Taught) => unwrap(api.POST("/api/v1/turns/{turn_id}/correction", { ...path, body: bodyOf(taught) })),
    onSuccess: () => {
      toast.done(t("teach.done"), { label: t("undo", { ns: "common" }), onClick: () => undo.mutate() });
      onDone();
    },
  });
  const changed = Object.keys(chosen).length > 0 || entities !== null;
  // What a message names is learned together with its intent.
  const lacksIntent = entities !== null && chosen.intent === undefined;
  const judge = (named: Named[]) => {
    setEntities(named);
    if (chosen.intent === undefined && read.intent !== undefined) choose({ ...chosen, intent: read.intent });
  };
  return (
    <div className="grid gap-3 rounded-xl border p-4">
      <p className="text-[13px] text-ink-2">{t("teach.lead")}</p>
      <div className="grid gap-3 sm:grid-cols-2">
        {(Object.keys(correctable) as Head[]).map((head) => (
          <Field key={head} label={fact(head)} hint={read[head] === undefined ? undefined : t("teach.read", { value: label(read[head]) })}>
            {(control) => (
              <Select
                {...control}
                value={chosen[head] ?? ""}
                onChange={(event) => {
                  const others = Object.entries(chosen).filter(([other]) => other !== head);
                  choose(Object.fromEntries(event.target.value ? [...others, [head, event.target.value]] : others));
                }}
              >
                <option value="">{t("teach.unjudged")}</option>
                {correctable[head].map((value) => (
                  <option key={value} value={value}>
                    {label(value)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ))}
      </div>
      <EntityEditor said={trace.said.map((line) => line.text).join("\n")} entities={entities ?? readEntities(trace)} onChange={judge} />
      {lacksIntent && <p className="text-[13px] text-ipe-text">{t("teach.needsIntent")}</p>}
      {teach.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {errorText(teach.error)}
        </p>
      )}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" disabled={!changed || lacksIntent || teach.isPending} onClick={() => teach.mutate({ heads: chosen, entities })}>
          <GraduationCap aria-hidden />
          {t("teach.action")}
        </Button>
        {Object.keys(read).length > 0 && (
          <Button disabled={changed || teach.isPending} onClick={() => teach.mutate({ heads: read })}>
            <Check aria-hidden />
            {t("teach.right")}
          </Button>
        )}
      </div>
    </div>
  );
}

/** What the local model had read, head by head. */
function readValues(trace: Trace): Chosen {
  const heads = record(record(trace.understanding.reading)?.heads) ?? {};
  const pairs = (Object.keys(correctable) as Head[]).flatMap((head) => {
    const value = record(heads[head])?.value;
    const written = typeof value === "boolean" ? String(value) : text(value);
    return written === null ? [] : [[head, written] as const];
  });
  return Object.fromEntries(pairs);
}

function bodyOf({ heads: { wants_human: wants, ...heads }, entities }: Taught): Correction {
  return { ...(heads as Correction), ...(wants !== undefined && { wants_human: wants === "true" }), ...(entities && { entities }) };
}
