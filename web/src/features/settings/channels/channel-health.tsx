import { CircleAlert, CircleCheck, CircleOff, CircleX, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ChannelLine } from "@/api/types";
import { Badge, type Tone } from "@/shared/ui/badge";

const LOOKS: Record<ChannelLine["health"], { icon: LucideIcon; tone: Tone }> = {
  good: { icon: CircleCheck, tone: "mata" },
  attention: { icon: CircleAlert, tone: "ipe" },
  down: { icon: CircleX, tone: "urucum" },
  off: { icon: CircleOff, tone: "neutral" },
};

/** How a channel is: a sign, a word and a colour. */
export function ChannelHealth({ health }: Pick<ChannelLine, "health">) {
  const { t } = useTranslation("settings");
  const { icon: Icon, tone } = LOOKS[health];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(`channels.health.${health}`)}
    </Badge>
  );
}
