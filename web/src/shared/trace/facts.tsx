import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { number, records, text } from "@/shared/payload";
import { useTraceWords } from "./use-trace-words";

type Found = { title: string; score: number | null };

/** What the server recorded, in the reader's words. Only what is empty or untrue is left out. */
export function Facts({ facts }: { facts: Record<string, unknown> }) {
  const { fact } = useTraceWords();
  const written = useWritten();
  const told = Object.entries(facts).filter(([, value]) => !isEmpty(value));
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
      {told.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{fact(name)}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">
            {titled(value)?.map((found, index) => <FoundLine key={index} found={found} />) ?? <Written lines={written(name, value)} />}
          </dd>
        </div>
      ))}
    </dl>
  );
}

function FoundLine({ found }: { found: Found }) {
  const percent = usePercent();
  return (
    <p className="flex gap-2">
      <span className="min-w-0 flex-1">{found.title}</span>
      {found.score !== null && <span className="text-ink-3 tabular-nums">{percent(found.score)}</span>}
    </p>
  );
}

/** A list of things with titles, such as the passages a search found. */
function titled(value: unknown): Found[] | null {
  const found = records(value).flatMap((item) => {
    const title = text(item.title);
    return title ? [{ title, score: number(item.score) }] : [];
  });
  return found.length > 0 ? found : null;
}

/** Also what has parts of its own, such as how a search came to its decision: that is for those who test the base. */
function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === "") return true;
  return typeof value === "object" && (!Array.isArray(value) || value.length === 0);
}

export function usePercent(): (share: number) => string {
  const { i18n } = useTranslation();
  return (share) => new Intl.NumberFormat(i18n.language, { style: "percent" }).format(share);
}

function Written({ lines }: { lines: string[] }) {
  return lines.map((line, index) => <p key={index}>{line}</p>);
}

const MOMENT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/;
/** Facts whose value is one of a few words. */
const CODED = new Set(["category", "priority", "sentiment", "funnel", "status", "department"]);

/** The lines of a value in the reader's words, where it has any. */
function useWritten(): (name: string, value: unknown) => string[] {
  const { t, i18n } = useTranslation("trace");
  const { moment } = useWhen();
  const words = useTraceWords();
  const percent = usePercent();
  const languages = new Intl.DisplayNames(i18n.language, { type: "language" });
  const word = (name: string, value: string) => {
    if (name === "intent" || name === "small_talk") return words.intent(value);
    if (name === "decision") return words.decision(value);
    if (name === "goal") return words.goal(value);
    if (name === "commands") return words.command(value);
    if (CODED.has(name)) return words.label(value);
    if (MOMENT.test(value)) return moment(value);
    return name === "language" && /^[a-z]{2,3}(-\w+)*$/i.test(value) ? (languages.of(value) ?? value) : value;
  };
  const part = (item: Record<string, unknown>) => {
    if (text(item.day)) return `${words.day(String(item.day))}: ${hours(item) || t("closed")}`;
    return text(item.name) ? words.goal(String(item.name)) : JSON.stringify(item);
  };
  return (name, value) => {
    if (value === true) return [t("yes")];
    if (typeof value === "number") return [name === "confidence" ? percent(value) : String(value)];
    if (typeof value === "string") return [word(name, value)];
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return [value.map((item) => word(name, item)).join(" · ")];
    return records(value).map(part);
  };
}

/** "09:00–12:00, 13:00–18:00" of a day of the week. */
function hours(day: Record<string, unknown>): string {
  return records(day.intervals)
    .map(({ opens, closes }) => `${String(opens)}–${String(closes)}`)
    .join(", ");
}
