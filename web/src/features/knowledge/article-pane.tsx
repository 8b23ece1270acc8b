import { useQuery } from "@tanstack/react-query";
import { BookOpen } from "lucide-react";
import { useTranslation } from "react-i18next";
import { articleQuery } from "@/api/articles";
import { useErrorText } from "@/api/use-error-text";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Skeleton } from "@/shared/ui/skeleton";
import { ArticleEditor } from "./article-editor";
import { NEW } from "./new-article";

type ArticlePaneProps = {
  id: string | undefined;
  /** What a new one is to be called. */
  title: string | undefined;
  onOpen: (id: string | undefined) => void;
};

export function ArticlePane({ id, title = "", onOpen }: ArticlePaneProps) {
  const { t } = useTranslation("knowledge");
  const text = useErrorText();
  const known = id !== undefined && id !== NEW;
  const { data, error, refetch } = useQuery({ ...articleQuery(id ?? ""), enabled: known });
  if (id === undefined) {
    return <EmptyState icon={<BookOpen />} title={t("choose.title")} hint={t("choose.hint")} className="h-full" />;
  }
  if (!known) return <ArticleEditor key={NEW} article={null} title={title} onOpen={onOpen} />;
  if (data) return <ArticleEditor key={data.id} article={data} title="" onOpen={onOpen} />;
  if (error) return <ErrorState message={text(error)} onRetry={() => void refetch()} className="h-full" />;
  return (
    <div className="grid gap-4 p-6">
      <Skeleton className="h-9" />
      <Skeleton className="h-72" />
    </div>
  );
}
