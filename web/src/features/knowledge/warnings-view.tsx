import { useQuery } from "@tanstack/react-query";
import { CalendarClock, CalendarX, CircleCheck, type LucideIcon, Scale, SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { useWhen } from "@/shared/format/use-when";
import { Loaded } from "./loaded";
import { warningsQuery, type KnowledgeWarning } from "./queries";

const LOOKS: Record<KnowledgeWarning["kind"], { icon: LucideIcon; tone: Tone }> = {
  contradiction: { icon: Scale, tone: "urucum" },
  expired: { icon: CalendarX, tone: "urucum" },
  expiring: { icon: CalendarClock, tone: "ipe" },
  never_found: { icon: SearchX, tone: "neutral" },
};

type WarningsViewProps = { onArticle: (id: string) => void };

/** Articles that contradict each other, are past their day or about to be, or that nobody ever needed. */
export function WarningsView({ onArticle }: WarningsViewProps) {
  const { t } = useTranslation("knowledge");
  const warnings = useQuery(warningsQuery);
  return (
    <Loaded query={warnings}>
      {({ items }) =>
        items.length === 0 ? (
          <EmptyState icon={<CircleCheck />} title={t("warnings.empty.title")} hint={t("warnings.empty.hint")} />
        ) : (
          <ul aria-label={t("nav.avisos")} className="grid gap-3">
            {items.map((warning, index) => (
              <li key={index}>
                <WarningCard warning={warning} onArticle={onArticle} />
              </li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}

function WarningCard({ warning: { kind, articles, detail }, onArticle }: { warning: KnowledgeWarning } & WarningsViewProps) {
  const { t } = useTranslation("knowledge");
  const { date } = useWhen();
  const { icon: Icon, tone } = LOOKS[kind];
  return (
    <Card className="grid gap-2.5 p-4">
      <p className="flex flex-wrap items-center gap-2">
        <Badge tone={tone}>
          <Icon aria-hidden />
          {t(`warnings.kind.${kind}`)}
        </Badge>
        {kind !== "contradiction" && detail && <span className="text-[13px] text-ink-2">{t(`warnings.day.${kind}`, { at: date(detail) })}</span>}
      </p>
      <p className="text-[13px] text-ink-2">{t(`warnings.todo.${kind}`)}</p>
      {kind === "contradiction" && (
        <ul className="grid gap-1.5 text-[13.5px]">
          {detail.split("\n").map((sentence, index) => (
            <li key={index} className="rounded-lg bg-sunken px-3 py-2">
              {sentence}
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2">
        {articles.map((article) => (
          <Button key={article.id} size="sm" className="h-auto min-h-8 py-1 text-left whitespace-normal" onClick={() => onArticle(article.id)}>
            {article.title}
          </Button>
        ))}
      </div>
    </Card>
  );
}
