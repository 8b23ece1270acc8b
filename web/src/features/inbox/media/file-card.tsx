import { FileText } from "lucide-react";
import { useTranslation } from "react-i18next";
import { bytes } from "@/shared/format/bytes";
import { attachmentUrl } from "./attachment-url";

type FileCardProps = { attachment: { id: string; filename: string | null; size: number | null; mime_type: string } };

export function FileCard({ attachment }: FileCardProps) {
  const { t, i18n } = useTranslation("extras");
  const name = attachment.filename ?? t("media.file");
  return (
    <a
      href={attachmentUrl(attachment.id)}
      download={attachment.filename ?? ""}
      aria-label={t("media.download", { name })}
      className="mb-1 flex w-72 max-w-full items-center gap-3 rounded-xl bg-[color-mix(in_oklab,var(--ink)_5%,transparent)] p-2.5 hover:bg-[color-mix(in_oklab,var(--ink)_9%,transparent)]"
    >
      <span className="grid size-10 shrink-0 place-items-center rounded-lg bg-surface text-ceu-text">
        <FileText className="size-5" aria-hidden />
      </span>
      <span className="min-w-0">
        <span className="block truncate font-medium">{name}</span>
        <span className="text-[12px] text-ink-2">
          {attachment.mime_type.split("/").at(-1)?.toUpperCase()}
          {attachment.size !== null && ` · ${bytes(attachment.size, i18n.language)}`}
        </span>
      </span>
    </a>
  );
}
