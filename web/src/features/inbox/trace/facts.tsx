import { useTranslation } from "react-i18next";
import { useWords } from "../words";

/** What the server recorded, as it is: only what is empty or untrue is left out. */
export function Facts({ facts }: { facts: Record<string, unknown> }) {
  const { fact } = useWords();
  const written = useWritten();
  const told = Object.entries(facts).filter(([, value]) => !isEmpty(value));
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
      {told.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{fact(name)}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{written(name, value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

/** A value in the reader's words, where it has any. */
function useWritten(): (name: string, value: unknown) => string {
  const { t, i18n } = useTranslation("inbox");
  const words = useWords();
  const languages = new Intl.DisplayNames(i18n.language, { type: "language" });
  return (name, value) => {
    if (value === true) return t("trace.yes");
    if (typeof value === "number") return String(value);
    if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(" · ");
    if (typeof value !== "string") return JSON.stringify(value);
    if (name === "intent") return words.intent(value);
    return name === "language" && /^[a-z]{2,3}(-\w+)*$/i.test(value) ? (languages.of(value) ?? value) : value;
  };
}
