import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/shared/ui/badge";

const TONES = { ok: "mata", stopped: "urucum", unchecked: "neutral", failing: "urucum", off: "neutral" } as const satisfies Record<string, Tone>;

export function ChannelState({ channel: { enabled, state } }: { channel: { enabled: boolean; state: string } }) {
  const { t } = useTranslation("settings");
  const known = enabled ? (Object.keys(TONES) as (keyof typeof TONES)[]).find((one) => one === state) : "off";
  return <Badge tone={TONES[known ?? "unchecked"]}>{t(`channels.state.${known ?? "unchecked"}`)}</Badge>;
}
