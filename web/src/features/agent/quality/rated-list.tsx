import { queryOptions, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ThumbsDown, ThumbsUp } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { Loaded } from "../loaded";

const ratedQuery = queryOptions({
  queryKey: ["turns", "rated"],
  queryFn: () => unwrap(api.GET("/api/v1/turns/rated")),
});

/** What contacts said of the agent's answers with a thumb: both counts, and each one that did not please. */
export function RatedList() {
  const { t } = useTranslation("quality");
  const { briefly } = useWhen();
  const rated = useQuery(ratedQuery);
  return (
    <Card aria-label={t("rated.title")} className="overflow-hidden">
      <Loaded query={rated}>
        {({ good, bad, items }) => (
          <>
            <header className="grid gap-2 px-5 pt-4 pb-3">
              <h2 className="font-medium">{t("rated.title")}</h2>
              <p className="flex flex-wrap gap-1.5">
                <Badge tone="mata">
                  <ThumbsUp className="size-3.5" aria-hidden />
                  {t("rated.good", { count: good })}
                </Badge>
                <Badge tone={bad > 0 ? "urucum" : "neutral"}>
                  <ThumbsDown className="size-3.5" aria-hidden />
                  {t("rated.bad", { count: bad })}
                </Badge>
              </p>
              <p className="text-[13px] text-ink-3">{t(bad > 0 ? "rated.hint" : "rated.none")}</p>
            </header>
            {bad > 0 && (
              <ul aria-label={t("rated.list")} className="divide-y border-t">
                {items
                  .filter((reply) => !reply.good)
                  .map((reply) => (
                    <li key={reply.message_id} className="relative grid gap-1 px-5 py-3 hover:bg-sunken">
                      <Link
                        to="/conversas/$conversationId"
                        params={{ conversationId: reply.conversation_id }}
                        className="line-clamp-2 [overflow-wrap:anywhere] outline-offset-2 after:absolute after:inset-0"
                      >
                        {reply.text}
                      </Link>
                      <span className="text-[12.5px] text-ink-3">{briefly(reply.at)}</span>
                    </li>
                  ))}
              </ul>
            )}
          </>
        )}
      </Loaded>
    </Card>
  );
}
