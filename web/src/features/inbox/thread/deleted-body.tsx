import { Ban } from "lucide-react";
import { useTranslation } from "react-i18next";

/** A message the contact took back. What was answered may rest on it, so the team still reads it. */
export function DeletedBody({ text }: { text: string | null }) {
  const { t } = useTranslation("inbox");
  return (
    <>
      <p className="flex items-center gap-1.5 text-ink-2 italic">
        <Ban className="size-3.5 shrink-0" aria-hidden />
        {t(text ? "thread.deletedWas" : "thread.deleted")}
      </p>
      {text && <p className="text-ink-2 line-through">{text}</p>}
    </>
  );
}
