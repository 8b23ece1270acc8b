import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ArrowLeft, RefreshCw, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { Button } from "@/shared/ui/button";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { IconButton } from "@/shared/ui/icon-button";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { sourceQuery, sourcesQuery, type SourceDetail } from "../queries";
import { readAgain } from "./add-source";
import { FoundBadges } from "./found-badges";
import { ItemList } from "./item-list";
import { SourceProgress } from "./source-progress";

/** One source: what it says, beside what the articles say. */
export function SourceReview({ id, onClose }: { id: string; onClose: () => void }) {
  const source = useQuery(sourceQuery(id));
  return <Loaded query={source}>{(found) => <Review source={found} onClose={onClose} />}</Loaded>;
}

function Review({ source, onClose }: { source: SourceDetail; onClose: () => void }) {
  const { t } = useTranslation("knowledge");
  const client = useQueryClient();
  const [removing, setRemoving] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: sourcesQuery.queryKey });
  const again = useMutation({ mutationFn: () => readAgain(source.id, null), onSettled: refresh });
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/knowledge/sources/{source_id}", { params: { path: { source_id: source.id } } })),
    onSuccess: () => {
      toast.done(t("sources.removed"));
      onClose();
    },
    onSettled: refresh,
  });
  const busy = source.state === "waiting" || source.state === "reading";
  return (
    <section aria-label={source.name} className="grid gap-4">
      <header className="flex flex-wrap items-center gap-2">
        <IconButton label={t("sources.back")} onClick={onClose}>
          <ArrowLeft aria-hidden />
        </IconButton>
        <h2 className="min-w-0 flex-1 basis-48 font-display text-[19px] font-semibold [overflow-wrap:anywhere]">{source.name}</h2>
        <Button size="sm" disabled={busy || again.isPending} onClick={() => again.mutate()}>
          <RefreshCw aria-hidden />
          {t("sources.again")}
        </Button>
        <Button size="sm" variant="danger" disabled={remove.isPending} onClick={() => setRemoving(true)}>
          <Trash2 aria-hidden />
          {t("sources.remove")}
        </Button>
      </header>
      <SourceProgress source={source} />
      {source.state === "ready" && (
        <>
          <FoundBadges found={source.found} />
          <ItemList key={source.read_at} source={source} />
        </>
      )}
      <ConfirmDialog
        open={removing}
        onOpenChange={setRemoving}
        title={t("sources.removeTitle")}
        description={t("sources.removeHint")}
        action={t("sources.remove")}
        onConfirm={() => remove.mutate()}
        danger
      />
    </section>
  );
}
