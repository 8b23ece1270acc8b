import { useTranslation } from "react-i18next";
import { Segmented } from "@/shared/ui/segmented";
import { usePresence } from "./use-presence";

const STATES = ["online", "paused", "offline"] as const;

/** Whether one is at work, where there is room for three words. */
export function PresenceBar() {
  const { t } = useTranslation("desk");
  const [presence, say] = usePresence();
  if (!say) return null;
  return (
    <Segmented
      label={t("presence.title")}
      value={presence?.state ?? "online"}
      onChange={(state) => say({ state })}
      items={STATES.map((state) => ({ value: state, label: t(`presence.${state}`) }))}
      className="mb-2"
    />
  );
}
