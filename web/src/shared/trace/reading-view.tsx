import { useTranslation } from "react-i18next";
import { number, record, records, text } from "@/shared/payload";
import { Badge } from "@/shared/ui/badge";
import { usePercent } from "./facts";
import { useTraceWords } from "./use-trace-words";

/** What the local model read in the message: each head with its probability, and the data that was named. */
export function ReadingView({ reading }: { reading: Record<string, unknown> }) {
  const { t } = useTranslation("trace");
  const { label, fact } = useTraceWords();
  const heads = Object.entries(record(reading.heads) ?? {}).flatMap(([name, value]) => {
    const verdict = record(value);
    return verdict ? [{ name, verdict }] : [];
  });
  const entities = records(reading.entities).flatMap((entity) => {
    const value = text(entity.value) ?? number(entity.value)?.toString() ?? text(entity.text);
    return value ? [{ kind: text(entity.type) ?? "", value }] : [];
  });
  const department = text(reading.department);
  return (
    <div className="mb-1.5 grid gap-1.5">
      <dl className="grid gap-1">
        {heads.map(({ name, verdict }) => (
          <Head key={name} name={fact(name)} verdict={verdict} />
        ))}
      </dl>
      {department && <p>{t("department", { department: label(department) })}</p>}
      {entities.length > 0 && (
        <ul aria-label={fact("entities")} className="flex flex-wrap gap-1.5">
          {entities.map(({ kind, value }, index) => (
            <li key={index}>
              <Badge tone="ceu">
                {fact(kind)}: {value}
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Head({ name, verdict }: { name: string; verdict: Record<string, unknown> }) {
  const percent = usePercent();
  const { label } = useTraceWords();
  const confidence = number(verdict.confidence) ?? 0;
  return (
    <div className="grid grid-cols-[7.5rem_minmax(0,1fr)_3rem] items-center gap-2">
      <dt className="text-ink-3">{name}</dt>
      <dd className="truncate">{label(String(verdict.value))}</dd>
      <dd className="text-right text-ink-3 tabular-nums">{percent(confidence)}</dd>
      <div aria-hidden className="col-span-2 col-start-2 -mt-0.5 h-1 overflow-hidden rounded-full bg-sunken">
        <div className="h-full rounded-full bg-ia" style={{ width: `${Math.min(1, confidence) * 100}%` }} />
      </div>
    </div>
  );
}
