import { Sparkles, Waypoints } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/shared/ui/badge";

/** What composes its answers. */
export function EngineBadge({ engine }: { engine: string }) {
  const { t } = useTranslation("agent");
  if (engine === "llm")
    return (
      <Badge tone="ia">
        <Sparkles aria-hidden />
        {t("engineName.llm")}
      </Badge>
    );
  return (
    <Badge>
      <Waypoints aria-hidden />
      {engine === "offline" ? t("engineName.offline") : engine}
    </Badge>
  );
}
