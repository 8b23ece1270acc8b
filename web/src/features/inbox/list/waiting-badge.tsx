import { Clock3 } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { Badge } from "@/shared/ui/badge";

const LONG = 10 * 60_000;

/** How long somebody has been waiting for a person; red from ten minutes on. */
export function WaitingBadge({ since }: { since: string }) {
  const { t } = useTranslation("inbox");
  const { span } = useWhen();
  const waited = useNow() - Date.parse(since);
  const text = span(waited);
  return (
    <Badge tone={waited >= LONG ? "urucum" : "neutral"} aria-label={t("row.waiting", { span: text })} role="img">
      <Clock3 aria-hidden />
      {text}
    </Badge>
  );
}
