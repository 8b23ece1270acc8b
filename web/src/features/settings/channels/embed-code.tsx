import { useTranslation } from "react-i18next";
import { CopyField } from "@/shared/ui/copy-field";

/** What makes the chat appear on a site. */
export function EmbedCode({ channelId }: { channelId: string }) {
  const { t } = useTranslation("settings");
  const code = `<script async src="${location.origin}/widget.js" data-channel="${channelId}"></script>`;
  return <CopyField label={t("channels.widget.label")} hint={t("channels.widget.hint")} value={code} failed={t("copyFailed")} />;
}
