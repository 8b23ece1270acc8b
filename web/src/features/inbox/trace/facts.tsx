import { useTranslation } from "react-i18next";
import { useWords } from "../words";

/** What the server recorded, as it is: only what is empty or untrue is left out. */
export function Facts({ facts }: { facts: Record<string, unknown> }) {
  const { t } = useTranslation("inbox");
  const { fact } = useWords();
  const told = Object.entries(facts).filter(([, value]) => !isEmpty(value));
  return (
    <dl className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
      {told.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-ink-3">{fact(name)}</dt>
          <dd className="min-w-0 [overflow-wrap:anywhere]">{value === true ? t("trace.yes") : written(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === false || value === "") return true;
  return typeof value === "object" && Object.keys(value).length === 0;
}

function written(value: unknown): string {
  if (typeof value === "string" || typeof value === "number") return String(value);
  if (Array.isArray(value) && value.every((item) => typeof item === "string")) return value.join(" · ");
  return JSON.stringify(value);
}
