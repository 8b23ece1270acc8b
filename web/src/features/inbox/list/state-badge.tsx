import { Check, Hand, Smartphone, Sparkles, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { Badge, type Tone } from "@/shared/ui/badge";

const tones: Record<Conversation["status"], Tone> = { bot: "ia", waiting: "ipe", operator: "mata", resolved: "neutral" };
const icons = { bot: Sparkles, waiting: Hand, operator: UserRound, resolved: Check };

type StateBadgeProps = { conversation: Pick<Conversation, "status" | "operator">; className?: string };

/** Who holds the floor, in the owner's colour and in words. */
export function StateBadge({ conversation: { status, operator }, className }: StateBadgeProps) {
  const { t } = useTranslation("inbox");
  const byPhone = status === "operator" && !operator;
  const Icon = byPhone ? Smartphone : icons[status];
  const label = status === "operator" && operator?.name ? operator.name : t(byPhone ? "status.phone" : `status.${status}`);
  return (
    <Badge tone={tones[status]} className={className}>
      <Icon aria-hidden />
      {label}
    </Badge>
  );
}
