import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useWhen } from "@/shared/format/use-when";
import { useTraceWords } from "@/shared/trace/use-trace-words";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { Loaded } from "../loaded";

const doubtfulQuery = queryOptions({
  queryKey: ["turns", "doubtful"],
  queryFn: () => unwrap(api.GET("/api/v1/turns/doubtful")),
});

/** Turns that came out unsure; each leads to its conversation, where it is corrected. */
export function DoubtfulList() {
  const { t, i18n } = useTranslation("quality");
  const { briefly } = useWhen();
  const words = useTraceWords();
  const turns = useQuery(doubtfulQuery);
  const percent = new Intl.NumberFormat(i18n.language, { style: "percent" });
  return (
    <Card aria-label={t("doubtful.title")} className="overflow-hidden">
      <header className="px-5 pt-4 pb-3">
        <h2 className="font-medium">{t("doubtful.title")}</h2>
        <p className="text-[13px] text-ink-3">{t("doubtful.hint")}</p>
      </header>
      <Loaded query={turns}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="px-5 pb-5 text-ink-3">{t("doubtful.none")}</p>
          ) : (
            <ul className="divide-y border-t">
              {items.map((turn) => (
                <li key={turn.id} className="relative grid gap-1 px-5 py-3 hover:bg-sunken">
                  <Link
                    to="/conversas/$conversationId"
                    params={{ conversationId: turn.conversation_id }}
                    className="line-clamp-2 [overflow-wrap:anywhere] outline-offset-2 after:absolute after:inset-0"
                  >
                    {turn.said || t("doubtful.noWords")}
                  </Link>
                  <p className="flex flex-wrap items-center gap-1.5 text-[12.5px] text-ink-3">
                    <span>{briefly(turn.at)}</span>
                    {turn.confidence !== null && <Badge tone="ipe">{percent.format(turn.confidence)}</Badge>}
                    {turn.decision && <Badge>{words.decision(turn.decision)}</Badge>}
                    {turn.held.map((guard) => (
                      <Badge key={guard} tone="urucum">
                        {words.guard(guard)}
                      </Badge>
                    ))}
                  </p>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  );
}
