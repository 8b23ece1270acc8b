import { Clock } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNow } from "@/shared/hooks/use-now";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import type { SlaTarget } from "./queries";
import { targetTone } from "./tones";

/** The next promise of time, counting down, or how late it is. */
export function SlaChip({ target }: { target: SlaTarget }) {
  const { t } = useTranslation("tickets");
  const when = useWhen();
  const left = new Date(target.due_at).getTime() - useNow();
  const state = left < 0 ? "late" : target.state;
  return (
    <Badge tone={targetTone[state]} title={`${t(`metric.${target.metric}`)}: ${when.moment(target.due_at)}`}>
      <Clock aria-hidden />
      {t(left < 0 ? "lateBy" : "dueIn", { metric: t(`metric.${target.metric}`), time: when.span(Math.abs(left)) })}
    </Badge>
  );
}
