import type { Conversation } from "@/api/types";
import { Badge, type Tone } from "@/shared/ui/badge";

type Label = Conversation["labels"][number];

const tones: Record<string, Tone> = { blue: "ceu", green: "mata", yellow: "ipe", red: "urucum", purple: "ia" };

export function LabelBadge({ label, className }: { label: Label; className?: string }) {
  return (
    <Badge tone={tones[label.color] ?? "neutral"} className={className}>
      {label.name}
    </Badge>
  );
}
