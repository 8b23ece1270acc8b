import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { articleQuery, type Article } from "@/api/articles";
import { api, unwrap } from "@/api/client";
import { toast } from "@/shared/ui/toast";

/** Days are "2026-11-20"; null: without a beginning or an end. */
export type ArticleForm = Pick<Article, "title" | "kind" | "body" | "audience" | "valid_from" | "valid_until"> & { status: "draft" | "published" };

const blank: ArticleForm = { title: "", kind: "faq", body: "", status: "published", audience: "all", valid_from: null, valid_until: null };

function formOf(article: Article | null): ArticleForm {
  if (!article) return blank;
  const { title, kind, body, status, audience, valid_from, valid_until } = article;
  return { title, kind, body, audience, valid_from, valid_until, status: status === "draft" ? "draft" : "published" };
}

const same = (a: ArticleForm, b: ArticleForm) => JSON.stringify(a) === JSON.stringify(b);

/**
 * What is typed over the version it was begun from, and saving it as the next one.
 * A newer version is taken over at once, unless something was typed: that is never thrown away.
 */
export function useArticleForm(article: Article | null, title: string, onCreated: (id: string) => void) {
  const { t } = useTranslation("knowledge");
  const client = useQueryClient();
  const [base, setBase] = useState(article);
  const [form, setForm] = useState(() => (article ? formOf(article) : { ...blank, title }));
  const dirty = !same(form, formOf(base));
  const changed = article !== null && (article.version !== base?.version || article.status !== base.status);
  const adopt = (fresh: Article) => {
    setBase(fresh);
    setForm(formOf(fresh));
  };
  if (changed && !dirty) adopt(article);
  // Read by the guard of the address, which still sees the form as it was before the answer.
  const saved = useRef(false);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: (body: ArticleForm) =>
      unwrap(
        base
          ? api.PUT("/api/v1/articles/{article_id}", {
              params: { path: { article_id: base.id } },
              body: { ...body, version: base.version },
            })
          : api.POST("/api/v1/articles", { body }),
      ),
    onSuccess: (fresh) => {
      saved.current = true;
      client.setQueryData(articleQuery(fresh.id).queryKey, fresh);
      void client.invalidateQueries({ queryKey: ["articles", "list"] });
      toast.done(t(fresh.status === "published" ? "editor.saved" : "editor.savedDraft"));
      adopt(fresh);
      if (!base) onCreated(fresh.id);
    },
  });
  const set = (change: Partial<ArticleForm>) => {
    saved.current = false;
    setForm((now) => ({ ...now, ...change }));
  };
  return {
    form,
    set,
    base,
    dirty,
    ready: form.title.trim() !== "" && form.body.trim() !== "",
    /** Somebody saved a newer version while this one was being changed. */
    outrun: changed && dirty,
    takeNewer: () => article && adopt(article),
    /** Whether leaving now would lose something. */
    loses: () => dirty && !saved.current,
    save,
  };
}
