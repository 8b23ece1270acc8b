import { useTranslation } from "react-i18next";
import type { Attachment } from "@/api/types";

type TranscriptProps = { transcript: NonNullable<Attachment["transcript"]> };

/** Below this the words may be wrong enough to mislead. */
const SURE = 0.6;

/** What a recording says, as a machine heard it. Without one it says why, and that one can still listen. */
export function Transcript({ transcript: { state, text, confidence, doubts } }: TranscriptProps) {
  const { t } = useTranslation("extras");
  if (state !== "done" || !text) {
    const key = state === "done" ? "media.transcript.silent" : (`media.transcript.${state}` as const);
    return <p className="mt-1.5 border-t border-[color-mix(in_oklab,var(--ink)_12%,transparent)] pt-1.5 text-[12.5px] text-ink-2 italic">{t(key)}</p>;
  }
  const unsure = confidence !== null && confidence < SURE;
  return (
    <details open className="mt-1.5 border-t border-[color-mix(in_oklab,var(--ink)_12%,transparent)] pt-1 text-[13px]">
      <summary className="cursor-pointer text-[12px] text-ink-2">{t(unsure ? "media.transcript.unsure" : "media.transcript.title")}</summary>
      {doubts.length > 0 && <p className="text-[12px] font-medium text-ipe-text">{t("media.transcript.doubts", { numbers: doubts.join(" · ") })}</p>}
      <p className="mt-0.5 [overflow-wrap:anywhere] whitespace-pre-wrap">{text}</p>
    </details>
  );
}
