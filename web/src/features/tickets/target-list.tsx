import { useTranslation } from "react-i18next";
import { written } from "@/shared/format/duration";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import type { SlaTarget } from "./queries";
import { targetTone } from "./tones";

/** What was promised, and what became of it. */
export function TargetList({ targets }: { targets: SlaTarget[] }) {
  const { t } = useTranslation("tickets");
  const when = useWhen();
  return (
    <ul aria-label={t("promises")} className="divide-y">
      {targets.map((target) => (
        <li key={target.metric + target.started_at} className="px-5 py-2.5">
          <p className="flex items-center gap-2">
            <span className="flex-1 font-medium">{t(`metric.${target.metric}`)}</span>
            <Badge tone={targetTone[target.state]}>{t(`target.${target.state}`)}</Badge>
          </p>
          <p className="text-[12.5px] text-ink-3">
            {target.met_at
              ? t("keptAt", { when: when.moment(target.met_at) })
              : t("dueAt", { when: when.moment(target.due_at) })}
            {` · ${t("promised", { time: written(target.minutes) })}`}
          </p>
        </li>
      ))}
    </ul>
  );
}
