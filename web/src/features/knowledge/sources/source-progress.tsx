import { Loader, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ApiError } from "@/api/errors";
import { useErrorText } from "@/api/use-error-text";
import type { Source } from "../queries";

/** How far the reading is, or why it ended. Nothing when it is done. */
export function SourceProgress({ source }: { source: Source }) {
  const { t } = useTranslation("knowledge");
  const text = useErrorText();
  const { done, total } = source.progress;
  if (source.state === "ready") return null;
  if (source.state === "failed") {
    return (
      <p role="alert" className="flex gap-2 rounded-xl bg-urucum-soft px-3 py-2.5 text-[13px] text-urucum-text">
        <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
        {text(new ApiError(0, source.problem?.code ?? "", source.problem?.params))}
      </p>
    );
  }
  return (
    <div className="grid gap-1.5">
      <p role="status" className="flex items-center gap-2 text-[13px] text-ink-2 tabular-nums">
        <Loader className="size-4 animate-spin" aria-hidden />
        {source.state === "waiting" && t("sources.waiting")}
        {source.state === "reading" && (total > 0 ? t("sources.reading", { done, total }) : t("sources.started", { done }))}
      </p>
      <progress aria-label={t("sources.progress")} max={total || 1} value={total > 0 ? done : 0} className="h-2 w-full overflow-hidden rounded-full accent-mata" />
    </div>
  );
}
