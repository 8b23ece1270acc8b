import { Timer } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Badge } from "@/shared/ui/badge";

type Sla = NonNullable<Conversation["sla"]>;

/** Milliseconds before the promise breaks from which on it is red. */
const CLOSE = 10 * 60_000;

/** How long until a promise of time is broken, or how long ago it was. */
export function SlaBadge({ sla }: { sla: Sla }) {
  const { t } = useTranslation("inbox");
  const { span } = useWhen();
  const now = useNow();
  const left = Date.parse(sla.due_at) - now;
  const tone = left < CLOSE ? "urucum" : Date.parse(sla.warn_at) <= now ? "ipe" : "neutral";
  const time = span(Math.abs(left));
  const metric = t(`sla.${sla.metric}`);
  return (
    <Badge tone={tone} role="img" aria-label={t(left < 0 ? "sla.late" : "sla.left", { metric, time })} title={t(left < 0 ? "sla.late" : "sla.left", { metric, time })}>
      <Timer aria-hidden />
      {left < 0 ? `−${time}` : time}
    </Badge>
  );
}
