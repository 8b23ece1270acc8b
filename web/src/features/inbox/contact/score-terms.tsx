import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useNow } from "@/shared/hooks/use-now";

type Score = NonNullable<Conversation["score"]>;
/** The score of one hour of waiting: the length of the longest bar. */
const FULL = 60;

/** Why somebody stands where they stand in the queue: the points of each term, and one for every minute of waiting. */
export function ScoreTerms({ conversation, score }: { conversation: Conversation; score: Score }) {
  const { t, i18n } = useTranslation("desk");
  const now = useNow();
  const points = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 1 });
  const waited = conversation.waiting_since ? Math.max(0, now - Date.parse(conversation.waiting_since)) / 60_000 : 0;
  const terms = score.terms.map(({ name, value, weight }) => ({ name, points: value === null ? waited * weight : value * weight, most: value === null ? FULL : weight }));
  const total = terms.reduce((sum, term) => sum + term.points, 0);
  return (
    <details className="mt-2">
      <summary className="cursor-pointer">{t("score.title", { points: points.format(Math.max(total, score.base)) })}</summary>
      <dl className="mt-1.5 grid gap-1">
        {terms.map((term) => (
          <div key={term.name} className="grid grid-cols-[7rem_minmax(0,1fr)_3rem] items-center gap-2">
            <dt className="text-ink-3">{t(`score.terms.${term.name as "urgency"}`)}</dt>
            <div aria-hidden className="h-1.5 overflow-hidden rounded-full bg-sunken">
              <div className="h-full rounded-full bg-ipe" style={{ width: `${Math.min(1, term.points / term.most) * 100}%` }} />
            </div>
            <dd className="text-right tabular-nums">{points.format(term.points)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-1 text-[12px] text-ink-3">{t("score.hint")}</p>
    </details>
  );
}
