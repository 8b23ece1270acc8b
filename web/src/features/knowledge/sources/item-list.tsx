import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { toast } from "@/shared/ui/toast";
import { sourceQuery, sourcesQuery, type SourceDetail } from "../queries";
import { ItemRow } from "./item-row";

const SHOWN = 100;

/** What the source would change, to be taken item by item. */
export function ItemList({ source }: { source: SourceDetail }) {
  const { t } = useTranslation("knowledge");
  const text = useErrorText();
  const client = useQueryClient();
  const open = source.items.filter((item) => item.change !== "same");
  const [taken, setTaken] = useState(() => new Set(open.filter((item) => item.chosen).map((item) => item.index)));
  const [shown, setShown] = useState(SHOWN);
  const apply = useMutation({
    meta: { quiet: true },
    mutationFn: (status: "draft" | "published") =>
      unwrap(api.POST("/api/v1/knowledge/sources/{source_id}/apply", { params: { path: { source_id: source.id } }, body: { items: [...taken], status } })),
    onSuccess: (fresh) => {
      toast.done(t("sources.applied", { count: taken.size }));
      setTaken(new Set());
      client.setQueryData(sourceQuery(source.id).queryKey, fresh);
      void client.invalidateQueries({ queryKey: sourcesQuery.queryKey, exact: true });
      void client.invalidateQueries({ queryKey: ["articles"] });
    },
  });
  const toggle = (index: number) =>
    setTaken((now) => {
      const next = new Set(now);
      if (!next.delete(index)) next.add(index);
      return next;
    });
  if (open.length === 0) return <p className="text-ink-3">{t("sources.nothing")}</p>;
  const all = taken.size === open.length;
  return (
    <div className="grid gap-3">
      <div className="sticky top-0 z-10 flex flex-wrap items-center gap-2 rounded-xl border bg-surface p-3 shadow-lift">
        <label className="flex min-w-0 flex-1 basis-40 items-center gap-2.5 text-[13.5px]">
          <input type="checkbox" className="size-4 accent-mata" checked={all} onChange={() => setTaken(all ? new Set() : new Set(open.map((item) => item.index)))} />
          {t("sources.chosen", { count: taken.size, total: open.length })}
        </label>
        <Button size="sm" disabled={taken.size === 0 || apply.isPending} onClick={() => apply.mutate("draft")}>
          {t("sources.asDraft")}
        </Button>
        <Button size="sm" variant="primary" disabled={taken.size === 0 || apply.isPending} onClick={() => apply.mutate("published")}>
          {t("sources.publish")}
        </Button>
        {apply.error && (
          <p role="alert" className="basis-full text-[13px] text-urucum-text">
            {text(apply.error)}
          </p>
        )}
      </div>
      <ul aria-label={t("sources.items")} className="grid gap-2">
        {open.slice(0, shown).map((item) => (
          <li key={item.index}>
            <ItemRow item={item} taken={taken.has(item.index)} onToggle={() => toggle(item.index)} />
          </li>
        ))}
      </ul>
      {open.length > shown && (
        <Button className="justify-self-center" onClick={() => setShown(shown + SHOWN)}>
          {t("sources.more", { count: open.length - shown })}
        </Button>
      )}
    </div>
  );
}
