import { useTranslation } from "react-i18next";
import { MenuChoice, MenuSeparator } from "@/shared/ui/menu";
import { usePresence } from "./use-presence";

const PAUSES = ["lunch", "break", "meeting", "training"] as const;
type Choice = "online" | "offline" | (typeof PAUSES)[number];

/** At work, pausing and why, or away: who is not at work is given no conversations. */
export function PresenceChoice() {
  const { t } = useTranslation("desk");
  const [presence, say] = usePresence();
  if (!say) return null;
  const pause = PAUSES.find((reason) => presence?.reason === t(`presence.reasons.${reason}`));
  const value: Choice | "" = presence?.state === "paused" ? (pause ?? "") : (presence?.state ?? "online");
  const choose = (next: Choice | "") => {
    if (next === "online" || next === "offline") say({ state: next });
    else if (next) say({ state: "paused", reason: t(`presence.reasons.${next}`) });
  };
  return (
    <>
      <MenuChoice<Choice | "">
        label={t("presence.title")}
        value={value}
        onChange={choose}
        items={[
          { value: "online", label: t("presence.online") },
          ...PAUSES.map((reason) => ({ value: reason, label: t("presence.pause", { reason: t(`presence.reasons.${reason}`) }) })),
          { value: "offline", label: t("presence.offline") },
        ]}
      />
      <MenuSeparator />
    </>
  );
}
