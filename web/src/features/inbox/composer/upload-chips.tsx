import { Paperclip, TriangleAlert, X } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { cn } from "@/shared/cn";
import type { Upload } from "./use-uploads";

type UploadChipsProps = { uploads: Upload[]; onRemove: (key: string) => void };

export function UploadChips({ uploads, onRemove }: UploadChipsProps) {
  const { t } = useTranslation("inbox");
  const errorText = useErrorText();
  return (
    <ul className="flex flex-wrap gap-1.5 px-3 pt-1">
      {uploads.map(({ key, name, picture, percent, file, error }) => (
        <li
          key={key}
          className={cn("flex max-w-full items-center gap-1.5 rounded-lg border bg-surface py-1 pr-1 pl-2 text-[12.5px]", error !== null && "text-urucum-text")}
        >
          {picture && error === null && <img src={picture} alt="" className="size-12 shrink-0 rounded-md object-cover" />}
          {error !== null ? <TriangleAlert className="size-3.5 shrink-0" aria-hidden /> : !picture && <Paperclip className="size-3.5 shrink-0" aria-hidden />}
          <span className="truncate" role={error !== null ? "alert" : "status"}>
            {error !== null ? t("composer.uploadFailed", { name, reason: errorText(error) }) : file ? name : t("composer.uploading", { name, percent })}
          </span>
          <button type="button" aria-label={t("composer.detach", { name })} onClick={() => onRemove(key)} className="grid size-6 place-items-center rounded-md hover:bg-sunken">
            <X className="size-3.5" aria-hidden />
          </button>
        </li>
      ))}
    </ul>
  );
}
