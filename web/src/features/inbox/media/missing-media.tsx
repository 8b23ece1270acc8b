import { CloudOff, LoaderCircle, RotateCw, ShieldAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "@/api/types";
import { cn } from "@/shared/cn";
import { panel } from "./panel";
import { useFetchAgain } from "./use-fetch-again";

/** A file that is not here yet, was refused, or could not be had; the last can be asked for again. */
export function MissingMedia({ attachment }: { attachment: Attachment }) {
  const { t } = useTranslation("extras");
  const again = useFetchAgain(attachment.id);
  const fetching = attachment.state === "fetching" || attachment.state === "held" || again.isPending;
  const refused = attachment.state === "removed";
  const Icon = fetching ? LoaderCircle : refused ? ShieldAlert : CloudOff;
  return (
    <div className={cn(panel, "mb-1 flex w-72 max-w-full flex-wrap items-center gap-2 px-3 py-3 text-[13px] text-ink-2")}>
      <Icon className={cn("size-4 shrink-0", fetching && "animate-spin")} aria-hidden />
      <div className="min-w-0 flex-1">
        <p>{t(fetching ? attachment.state === "held" ? "media.held" : "media.fetching" : refused ? "media.refused" : "media.missing")}</p>
        {attachment.filename && <p className="truncate text-[12px]">{attachment.filename}</p>}
      </div>
      {!fetching && !refused && (
        <button type="button" onClick={() => again.mutate()} className="flex items-center gap-1 rounded-lg px-2 py-1 font-medium text-ceu-text hover:bg-sunken">
          <RotateCw className="size-3.5" aria-hidden />
          {t("media.again")}
        </button>
      )}
    </div>
  );
}
