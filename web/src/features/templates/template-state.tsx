import { CircleCheck, CircleOff, CirclePause, CircleX, Clock3, type LucideIcon, PencilLine } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { TemplateState as State } from "@/api/templates";
import { Badge, type Tone } from "@/shared/ui/badge";

const LOOKS: Record<State, { icon: LucideIcon; tone: Tone }> = {
  draft: { icon: PencilLine, tone: "neutral" },
  pending: { icon: Clock3, tone: "ceu" },
  approved: { icon: CircleCheck, tone: "mata" },
  rejected: { icon: CircleX, tone: "urucum" },
  paused: { icon: CirclePause, tone: "ipe" },
  disabled: { icon: CircleOff, tone: "neutral" },
};

/** How far a template got with the provider: a sign, a word and a colour. */
export function TemplateState({ state }: { state: State }) {
  const { t } = useTranslation("templates");
  const { icon: Icon, tone } = LOOKS[state];
  return (
    <Badge tone={tone}>
      <Icon aria-hidden />
      {t(`state.${state}`)}
    </Badge>
  );
}
