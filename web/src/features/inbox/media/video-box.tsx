import { useTranslation } from "react-i18next";
import type { Attachment } from "@/api/types";
import { attachmentUrl } from "./attachment-url";

export function VideoBox({ attachment }: { attachment: Attachment }) {
  const { t } = useTranslation("inbox");
  return (
    <video
      controls
      preload="metadata"
      src={attachmentUrl(attachment.id)}
      aria-label={attachment.filename ?? t("media.video")}
      className="mb-1 h-56 w-80 max-w-full rounded-xl bg-black"
    />
  );
}
