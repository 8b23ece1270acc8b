import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { Loaded } from "../loaded";

const SHOWN = 5;

/** What contacts asked most and the base does not know. */
export function GapSummary() {
  const { t } = useTranslation("quality");
  const gaps = useQuery({ queryKey: ["gaps"], queryFn: () => unwrap(api.GET("/api/v1/knowledge/gaps")) });
  return (
    <Card aria-label={t("gaps.title")} className="grid gap-3 p-5">
      <header className="flex items-baseline gap-3">
        <h2 className="flex-1 font-medium">{t("gaps.title")}</h2>
        <Link to="/conhecimento" search={{ ver: "lacunas" }} className="text-[13px] text-ceu-text underline underline-offset-2">
          {t("gaps.all")}
        </Link>
      </header>
      <Loaded query={gaps}>
        {({ items }) => {
          const open = items.filter((gap) => gap.state === "open" && !gap.answered_by);
          if (open.length === 0) return <p className="text-ink-3">{t("gaps.none")}</p>;
          return (
            <ul className="grid gap-2">
              {open.slice(0, SHOWN).map((gap) => (
                <li key={gap.id} className="flex items-start gap-3">
                  <span className="min-w-0 flex-1 [overflow-wrap:anywhere]">{gap.question}</span>
                  <Badge tone="ipe">{gap.count}</Badge>
                </li>
              ))}
            </ul>
          );
        }}
      </Loaded>
    </Card>
  );
}
