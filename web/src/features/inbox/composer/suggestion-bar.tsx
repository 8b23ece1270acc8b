import { useQuery } from "@tanstack/react-query";
import { ChevronRight, Sparkles, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Conversation } from "@/api/types";
import { Button } from "@/shared/ui/button";
import { IconButton } from "@/shared/ui/icon-button";

type SuggestionBarProps = { conversation: Conversation; onUse: (text: string) => void };

/** What could be answered, with where it comes from and how sure that is. It goes into the field, never out by itself. */
export function SuggestionBar({ conversation: { id, last_message_at }, onUse }: SuggestionBarProps) {
  const { t } = useTranslation("desk");
  const [at, setAt] = useState(0);
  const [dismissed, setDismissed] = useState<string | null>(null);
  const { data } = useQuery({
    queryKey: ["suggestions", id, last_message_at],
    queryFn: () => unwrap(api.GET("/api/v1/conversations/{conversation_id}/suggestions", { params: { path: { conversation_id: id } } })),
    staleTime: Infinity,
  });
  const found = data?.items ?? [];
  const shown = found[at % Math.max(1, found.length)];
  if (!shown || dismissed === last_message_at) return null;
  const { text, confidence, source } = shown;
  return (
    <section aria-label={t("suggestion.title")} className="mb-2 flex items-start gap-2 rounded-xl bg-ia-soft px-3 py-2 text-[13px]">
      <Sparkles className="mt-0.5 size-4 shrink-0 text-ia-text" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="truncate text-ia-text">
          <b className="font-semibold">{t("suggestion.title")}</b> · {t("suggestion.sure", { percent: Math.round(confidence * 100) })} · {t(`suggestion.from.${source.kind}`, { title: source.title })}
        </p>
        <p className="line-clamp-3 whitespace-pre-wrap">{text}</p>
      </div>
      <Button size="sm" onClick={() => onUse(text)}>
        {t("suggestion.use")}
      </Button>
      {found.length > 1 && (
        <IconButton label={t("suggestion.another", { at: (at % found.length) + 1, of: found.length })} onClick={() => setAt(at + 1)}>
          <ChevronRight aria-hidden />
        </IconButton>
      )}
      <IconButton label={t("suggestion.dismiss")} onClick={() => setDismissed(last_message_at)}>
        <X aria-hidden />
      </IconButton>
    </section>
  );
}
