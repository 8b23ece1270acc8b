import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useTraceWords } from "@/shared/trace/use-trace-words";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { amounts, kinds, type Kind } from "./correctable";
import type { Named } from "./named";

type EntityEditorProps = { said: string; entities: Named[]; onChange: (entities: Named[]) => void };

/** What the message names: taken away, or added as it was written. */
export function EntityEditor({ said, entities, onChange }: EntityEditorProps) {
  const { t } = useTranslation("trace");
  const { fact } = useTraceWords();
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-[13px] font-medium text-ink-2">{fact("entities")}</legend>
      {entities.length > 0 && (
        <ul aria-label={fact("entities")} className="flex flex-wrap gap-1.5">
          {entities.map((named, index) => (
            <li key={`${named.type}/${named.text}/${index}`}>
              <Badge tone="ceu">
                {fact(named.type)}: {named.text}
                <button
                  type="button"
                  aria-label={t("teach.forget", { name: `${fact(named.type)}: ${named.text}` })}
                  onClick={() => onChange(entities.filter((_, other) => other !== index))}
                  className="-mr-1 grid size-6 place-items-center rounded-md hover:bg-surface"
                >
                  <X className="size-3.5" aria-hidden />
                </button>
              </Badge>
            </li>
          ))}
        </ul>
      )}
      <Adding said={said} onAdd={(named) => onChange([...entities, named])} />
    </fieldset>
  );
}

function Adding({ said, onAdd }: { said: string; onAdd: (named: Named) => void }) {
  const { t } = useTranslation("trace");
  const { fact } = useTraceWords();
  const [kind, setKind] = useState<Kind>("product");
  const [part, setPart] = useState("");
  const [amount, setAmount] = useState("");
  const counted = amounts.includes(kind);
  const text = part.trim();
  const value = counted ? Number(amount.replace(",", ".")) : text;
  const missing = text !== "" && !said.includes(text);
  const ready = text !== "" && !missing && (!counted || (amount.trim() !== "" && Number.isFinite(value)));
  const add = () => {
    onAdd({ type: kind, text, value });
    setPart("");
    setAmount("");
  };
  return (
    <div className="grid items-start gap-3 sm:grid-cols-2">
      <Field label={t("teach.kind")}>
        {(control) => (
          <Select {...control} value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {fact(one)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("teach.part")} error={missing ? t("teach.partMissing") : undefined}>
        {(control) => <Input {...control} maxLength={200} value={part} onChange={(event) => setPart(event.target.value)} />}
      </Field>
      {counted && (
        <Field label={t("teach.amount")}>
          {(control) => <Input {...control} inputMode="decimal" maxLength={20} value={amount} onChange={(event) => setAmount(event.target.value)} />}
        </Field>
      )}
      <Button className="justify-self-start sm:col-span-2" disabled={!ready} onClick={add}>
        <Plus aria-hidden />
        {t("teach.add")}
      </Button>
    </div>
  );
}
