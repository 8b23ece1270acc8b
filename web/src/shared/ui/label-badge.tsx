import { Badge, type Tone } from "./badge";

const tones: Record<string, Tone> = { blue: "ceu", green: "mata", yellow: "ipe", red: "urucum", purple: "ia" };

/** A word conversations are sorted by, in its colour. */
export function LabelBadge({ label, className }: { label: { name: string; color: string }; className?: string }) {
  return (
    <Badge tone={tones[label.color] ?? "neutral"} className={className}>
      {label.name}
    </Badge>
  );
}
