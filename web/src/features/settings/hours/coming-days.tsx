import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { Loaded } from "../loaded";
import { calendarQuery } from "./queries";
import { spansText } from "./week";

/** What the year has in store, as the server counts it. */
export function ComingDays() {
  const { t } = useTranslation("hours");
  const when = useWhen();
  const days = useQuery(calendarQuery(today()));
  return (
    <Card aria-label={t("coming")}>
      <header className="border-b px-5 py-3">
        <h3 className="text-[15px] font-semibold">{t("coming")}</h3>
        <p className="text-[13px] text-ink-2">{t("comingOf")}</p>
      </header>
      <Loaded query={days}>
        {({ items }) => (
          <ul aria-label={t("coming")} className="divide-y">
            {items.map((day) => (
              <li key={day.day} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-5 py-2">
                <span className="w-24 tabular-nums">{when.date(day.day)}</span>
                <span className="min-w-0 flex-1 basis-40">{day.name}</span>
                <span className="text-[13px] text-ink-2">{spansText(day.spans) || t("closed")}</span>
                <Badge tone={day.kind === "special" ? "ipe" : "neutral"}>{t(`kind.${day.kind}`)}</Badge>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  );
}

/** The day here, "2026-11-20". */
function today(): string {
  const now = new Date();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}
