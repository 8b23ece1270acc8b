import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { BookOpen, SearchX } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { articleKinds, articlesQuery, type ArticleItem, type ArticleKind } from "@/api/articles";
import { useErrorText } from "@/api/use-error-text";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { useDebounced } from "@/shared/hooks/use-debounced";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { SearchField } from "@/shared/ui/search-field";
import { Select } from "@/shared/ui/select";
import { Skeleton } from "@/shared/ui/skeleton";
import { StatusBadge } from "./status-badge";

type ArticleListProps = {
  openId: string | undefined;
  onOpen: (id: string) => void;
  onNew: (() => void) | undefined;
};

export function ArticleList({ openId, onOpen, onNew }: ArticleListProps) {
  const { t } = useTranslation("knowledge");
  const [q, setQ] = useState("");
  const [kind, setKind] = useState<ArticleKind | "">("");
  const asked = useDebounced(q.trim(), 200);
  const filter = { ...(asked ? { q: asked } : {}), ...(kind ? { kind } : {}) };
  const { data, error, refetch } = useQuery({ ...articlesQuery(filter), placeholderData: keepPreviousData });
  const text = useErrorText();
  return (
    <section aria-label={t("list")} className="flex h-full min-h-0 flex-col">
      <div className="grid gap-2 px-4 pt-4 pb-3">
        <SearchField label={t("search")} value={q} onChange={(event) => setQ(event.target.value)} />
        <div className="flex items-center gap-3">
          <Select
            aria-label={t("kindFilter")}
            value={kind}
            onChange={(event) => setKind(event.target.value as ArticleKind | "")}
            className="flex-1"
          >
            <option value="">{t("allKinds")}</option>
            {articleKinds.map((one) => (
              <option key={one} value={one}>
                {t(`kind.${one}`)}
              </option>
            ))}
          </Select>
          <p role="status" className="shrink-0 text-[12.5px] text-ink-3 tabular-nums">
            {data && t("count", { count: data.items.length })}
          </p>
        </div>
      </div>
      <div className="scroll-thin min-h-0 flex-1 overflow-y-auto px-2 pb-3">
        {error && !data && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
        {!data && !error && <Shapes />}
        {data?.items.length === 0 && <Nothing filtered={Boolean(asked || kind)} onNew={onNew} />}
        <ul className="grid gap-0.5">
          {data?.items.map((article) => (
            <li key={article.id}>
              <ArticleRow article={article} open={article.id === openId} onOpen={onOpen} />
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

type ArticleRowProps = { article: ArticleItem; open: boolean; onOpen: (id: string) => void };

function ArticleRow({ article, open, onOpen }: ArticleRowProps) {
  const { t } = useTranslation("knowledge");
  const { briefly } = useWhen();
  return (
    <button
      type="button"
      aria-current={open || undefined}
      onClick={() => onOpen(article.id)}
      className={cn("grid w-full gap-1 rounded-xl px-3 py-2.5 text-left hover:bg-sunken", open && "bg-mata-soft hover:bg-mata-soft")}
    >
      <span className={cn("font-medium", article.status === "archived" && "text-ink-3")}>{article.title}</span>
      <span className={cn("flex flex-wrap items-center gap-x-2 gap-y-1 text-[12.5px] text-ink-3", open && "text-ink-2")}>
        {t(`kind.${article.kind}`)}
        {article.status !== "published" && <StatusBadge status={article.status} />}
        <span className="ml-auto tabular-nums">{briefly(article.updated_at)}</span>
      </span>
    </button>
  );
}

function Nothing({ filtered, onNew }: { filtered: boolean; onNew: (() => void) | undefined }) {
  const { t } = useTranslation("knowledge");
  if (filtered) return <EmptyState icon={<SearchX />} title={t("nothing.title")} hint={t("nothing.hint")} />;
  return (
    <EmptyState
      icon={<BookOpen />}
      title={t("empty.title")}
      hint={t("empty.hint")}
      action={
        onNew && (
          <Button variant="primary" onClick={onNew}>
            {t("empty.action")}
          </Button>
        )
      }
    />
  );
}

const SHAPES = [1, 2, 3, 4, 5, 6];

function Shapes() {
  return (
    <div className="grid gap-2 px-2">
      {SHAPES.map((shape) => (
        <Skeleton key={shape} className="h-14" />
      ))}
    </div>
  );
}
