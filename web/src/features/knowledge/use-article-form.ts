import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { articleQuery, type Article, type ArticleKind } from "@/api/articles";
import { api, unwrap } from "@/api/client";
import { toast } from "@/shared/ui/toast";

export type ArticleForm = { title: string; kind: ArticleKind; body: string; status: "draft" | "published" };

const blank: ArticleForm = { title: "", kind: "faq", body: "", status: "published" };

function formOf(article: Article | null): ArticleForm {
  if (!article) return blank;
  const { title, kind, body, status } = article;
  return { title, kind, body, status: status === "draft" ? "draft" : "published" };
}

/** What is typed, whether it differs from what is saved, and saving it as the next version. */
export function useArticleForm(article: Article | null, onSaved: (article: Article) => void) {
  const { t } = useTranslation("knowledge");
  const client = useQueryClient();
  const saved = formOf(article);
  const [form, setForm] = useState(saved);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: (body: ArticleForm) =>
      unwrap(
        article
          ? api.PUT("/api/v1/articles/{article_id}", {
              params: { path: { article_id: article.id } },
              body: { ...body, version: article.version },
            })
          : api.POST("/api/v1/articles", { body }),
      ),
    onSuccess: (fresh) => {
      client.setQueryData(articleQuery(fresh.id).queryKey, fresh);
      void client.invalidateQueries({ queryKey: ["articles", "list"] });
      toast.done(t(fresh.status === "published" ? "editor.saved" : "editor.savedDraft"));
      onSaved(fresh);
    },
  });
  const set = (change: Partial<ArticleForm>) => setForm((now) => ({ ...now, ...change }));
  const dirty = JSON.stringify(form) !== JSON.stringify(saved);
  const ready = form.title.trim() !== "" && form.body.trim() !== "";
  return { form, set, dirty, ready, save };
}
