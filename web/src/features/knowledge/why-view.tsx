import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { cn } from "@/shared/cn";
import { knownText } from "@/shared/words";

type Why = components["schemas"]["Why"];

const percent = (share: number) => `${Math.round(share * 100)}%`;

/** The decision explained: the scores against their bounds, and what each word of the question brought. */
export function WhyView({ why }: { why: Why }) {
  const { t } = useTranslation("knowledge");
  const words = why.clues.filter((clue) => !clue.is_topic);
  return (
    <details className="rounded-xl border">
      <summary className="cursor-pointer px-4 py-2.5 text-[13px] font-medium text-ink-2">{t("why.title")}</summary>
      <div className="grid gap-3 border-t p-4 text-[13px]">
        <p>{knownText("knowledge", `why.reason.${why.reason}`) ?? why.reason}</p>
        <p className="text-ink-3 tabular-nums">
          {t("why.scores", { best: percent(why.best), next: percent(why.next), answer: percent(why.answer_from), menu: percent(why.menu_from) })}
        </p>
        <table className="w-full text-left">
          <thead>
            <tr className="text-[12px] text-ink-3">
              <th scope="col" className="pb-1 font-normal">
                {t("why.word")}
              </th>
              <th scope="col" className="pb-1 text-right font-normal">
                {t("why.weight")}
              </th>
              <th scope="col" className="pb-1 text-right font-normal">
                {t("why.gained")}
              </th>
            </tr>
          </thead>
          <tbody className="tabular-nums">
            {words.map((clue) => (
              <tr key={clue.word} className="border-t">
                <th scope="row" className={cn("py-1 pr-2 font-medium", !clue.known && "text-ink-3 line-through")}>
                  {clue.word}
                  {!clue.known && <span className="sr-only"> ({t("why.unknown")})</span>}
                </th>
                <td className="py-1 text-right">{percent(clue.weight)}</td>
                <td className="py-1 text-right">{percent(clue.gained)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
