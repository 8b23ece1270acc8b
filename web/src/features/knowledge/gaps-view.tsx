import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleHelp, PenLine } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "./loaded";
import { gapsQuery, type Gap } from "./queries";

type GapsViewProps = { onArticle: (id: string) => void };

/** What contacts asked and the base could not answer, the most asked first. */
export function GapsView({ onArticle }: GapsViewProps) {
  const { t } = useTranslation("knowledge");
  const gaps = useQuery(gapsQuery);
  return (
    <Loaded query={gaps}>
      {({ items }) => {
        const shown = items.filter((gap) => gap.state !== "dismissed");
        if (shown.length === 0) return <EmptyState icon={<CircleHelp />} title={t("gaps.empty.title")} hint={t("gaps.empty.hint")} />;
        return (
          <>
            <p className="mb-4 max-w-prose text-ink-2">{t("gaps.lead")}</p>
            <ul aria-label={t("nav.lacunas")} className="grid gap-3">
              {shown.map((gap) => (
                <li key={gap.id}>
                  <GapCard gap={gap} onArticle={onArticle} />
                </li>
              ))}
            </ul>
          </>
        );
      }}
    </Loaded>
  );
}

function GapCard({ gap, onArticle }: { gap: Gap } & GapsViewProps) {
  const { t } = useTranslation("knowledge");
  const { briefly } = useWhen();
  const mayEdit = useMay("supervisor");
  const client = useQueryClient();
  const path = { params: { path: { gap_id: gap.id } } };
  const again = () => client.invalidateQueries({ queryKey: gapsQuery.queryKey });
  const draft = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/knowledge/gaps/{gap_id}/draft", path)),
    onSuccess: (article) => {
      toast.done(t("gaps.drafted"));
      onArticle(article.id);
    },
    onSettled: again,
  });
  const dismiss = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/knowledge/gaps/{gap_id}/dismiss", path)),
    onSettled: again,
  });
  const busy = draft.isPending || dismiss.isPending;
  return (
    <Card aria-label={gap.question} className="grid gap-3 p-4">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="min-w-0 flex-1 basis-56 font-medium [overflow-wrap:anywhere]">“{gap.question}”</h2>
        {gap.answered_by && <Badge tone="mata">{t("gaps.answered")}</Badge>}
        <Badge tone={gap.answered_by ? "neutral" : "ipe"}>{t("gaps.count", { count: gap.count })}</Badge>
        <span className="text-[12.5px] text-ink-3">{t("gaps.last", { at: briefly(gap.last_at) })}</span>
      </header>
      <ul className="grid gap-1 text-[13px] text-ink-2">
        {gap.examples.slice(0, 3).map((example) => (
          <li key={example.turn_id}>
            <Link
              to="/conversas/$conversationId"
              params={{ conversationId: example.conversation_id }}
              className="text-ceu-text underline underline-offset-2 [overflow-wrap:anywhere]"
            >
              {example.text}
            </Link>
          </li>
        ))}
      </ul>
      {gap.answered_by && <p className="text-[13px] text-mata-text">{t("gaps.answeredBy", { title: gap.answered_by.title })}</p>}
      {mayEdit && (
        <div className="flex flex-wrap gap-2">
          {gap.answered_by ? (
            <Button size="sm" onClick={() => onArticle(gap.answered_by!.id)}>
              {t("gaps.openAnswer")}
            </Button>
          ) : gap.article_id ? (
            <Button size="sm" onClick={() => onArticle(gap.article_id!)}>
              {t("gaps.openDraft")}
            </Button>
          ) : (
            <Button size="sm" variant="primary" disabled={busy} onClick={() => draft.mutate()}>
              <PenLine aria-hidden />
              {t("gaps.draft")}
            </Button>
          )}
          <Button size="sm" disabled={busy} onClick={() => dismiss.mutate()}>
            {t("gaps.dismiss")}
          </Button>
        </div>
      )}
    </Card>
  );
}
