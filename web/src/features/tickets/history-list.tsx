import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import type { TicketDetail } from "./queries";

const translated = ["status", "priority", "category"] as const;
const named = [...translated, "department", "summary", "conversation", "merged_into", "merged"] as const;
const machines = ["agent", "contact", "time"] as const;

type Translated = (typeof translated)[number];

const isTranslated = (name: string): name is Translated => translated.some((one) => one === name);

/** Who changed what, newest first. */
export function HistoryList({ history }: { history: TicketDetail["history"] }) {
  const { t } = useTranslation("tickets");
  const when = useWhen();
  const by = (name: string) => {
    const machine = machines.find((one) => one === name);
    return machine ? t(`by.${machine}`) : name;
  };
  return (
    <ol aria-label={t("history")} className="divide-y">
      {history.toReversed().map((line) => (
        <li key={line.at + Object.keys(line.changes).join()} className="px-5 py-2.5">
          <p className="text-[12.5px] text-ink-3">
            {when.moment(line.at)} · {by(line.by)}
          </p>
          <ul>
            {Object.entries(line.changes).map(([name, [before, after]]) => (
              <ChangeLine key={name} name={name} before={before ?? null} after={after ?? null} />
            ))}
          </ul>
        </li>
      ))}
    </ol>
  );
}

function ChangeLine({ name, before, after }: { name: string; before: string | null; after: string | null }) {
  const { t } = useTranslation("tickets");
  const field = named.find((one) => one === name);
  const shown = (value: string | null) => (value && isTranslated(name) ? t(`${name}.${value}` as "status.open") : (value ?? "—"));
  if (name === "status" && before === null) return <li>{t("opened")}</li>;
  if (name === "conversation") return <li>{t(after ? "linked" : "unlinked")}</li>;
  return (
    <li className="break-words">
      {t("changed", { field: field ? t(`field.${field}`) : name, before: shown(before), after: shown(after) })}
    </li>
  );
}
