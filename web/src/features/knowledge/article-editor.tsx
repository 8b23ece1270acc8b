import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useBlocker } from "@tanstack/react-router";
import { Archive, ArrowLeft } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { articleQuery, type Article } from "@/api/articles";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { useErrorText } from "@/api/use-error-text";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { Dialog } from "@/shared/ui/dialog";
import { IconButton } from "@/shared/ui/icon-button";
import { Markdown } from "@/shared/ui/markdown";
import { Segmented } from "@/shared/ui/segmented";
import { toast } from "@/shared/ui/toast";
import { ArticleFields } from "./article-fields";
import { ArticleVersions } from "./article-versions";
import { StatusBadge } from "./status-badge";
import { useArticleForm } from "./use-article-form";

type View = "write" | "preview" | "versions";
type ArticleEditorProps = { article: Article | null; title: string; onOpen: (id: string | undefined) => void };

/** One article, to read and to write. `article` null: a new one. */
export function ArticleEditor({ article, title, onOpen }: ArticleEditorProps) {
  const { t } = useTranslation("knowledge");
  const text = useErrorText();
  const mayEdit = useMay("supervisor");
  const [view, setView] = useState<View>(mayEdit ? "write" : "preview");
  const { form, set, dirty, ready, outrun, takeNewer, loses, save } = useArticleForm(article, title, onOpen);
  const leaving = useBlocker({ shouldBlockFn: loses, withResolver: true, enableBeforeUnload: dirty });
  const views: View[] = [...(mayEdit ? (["write"] as const) : []), "preview", ...(article ? (["versions"] as const) : [])];
  return (
    <section aria-label={t("editor.label")} className="flex h-full min-h-0 flex-col">
      <header className="flex flex-wrap items-center gap-2 border-b px-4 py-3 md:px-6">
        <IconButton label={t("editor.close")} onClick={() => onOpen(undefined)} className="lg:hidden">
          <ArrowLeft aria-hidden />
        </IconButton>
        <ArticleState article={article} />
        <Segmented
          label={t("view.label")}
          value={view}
          onChange={setView}
          items={views.map((value) => ({ value, label: t(`view.${value}`) }))}
          className="order-last w-full sm:order-none sm:ml-auto sm:w-auto"
        />
        {article && mayEdit && article.status !== "archived" && <ArchiveButton article={article} />}
      </header>
      <div className="scroll-thin min-h-0 flex-1 overflow-y-auto px-4 py-5 md:px-6">
        {view === "write" && <ArticleFields form={form} onChange={set} />}
        {view === "preview" && <Preview title={form.title} body={form.body} />}
        {view === "versions" && article && <ArticleVersions article={article} />}
      </div>
      {mayEdit ? (
        <footer className="flex flex-wrap items-center justify-end gap-3 border-t px-4 py-3 md:px-6">
          {outrun && article ? (
            <Outrun version={article.version} onTake={takeNewer} />
          ) : (
            save.error && (
              <p role="alert" className="mr-auto max-w-prose text-[13px] text-urucum-text">
                {text(save.error)}
              </p>
            )
          )}
          <Button
            variant="primary"
            disabled={!ready || outrun || save.isPending || (!dirty && article?.status !== "archived")}
            onClick={() => save.mutate(form)}
          >
            {t(saveLabel(article, form.status))}
          </Button>
        </footer>
      ) : (
        <p className="border-t px-4 py-3 text-[13px] text-ink-3 md:px-6">{t("editor.readOnly")}</p>
      )}
      <Leaving open={leaving.status === "blocked"} onStay={() => leaving.reset?.()} onLeave={() => leaving.proceed?.()} />
    </section>
  );
}

function Leaving({ open, onStay, onLeave }: { open: boolean; onStay: () => void; onLeave: () => void }) {
  const { t } = useTranslation("knowledge");
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => !next && onStay()}
      title={t("editor.unsaved.title")}
      description={t("editor.unsaved.hint")}
      footer={
        <>
          <Button onClick={onStay}>{t("cancel", { ns: "common" })}</Button>
          <Button variant="danger" onClick={onLeave}>
            {t("editor.unsaved.action")}
          </Button>
        </>
      }
    />
  );
}

function Outrun({ version, onTake }: { version: number; onTake: () => void }) {
  const { t } = useTranslation("knowledge");
  return (
    <div role="alert" className="mr-auto flex max-w-prose flex-wrap items-center gap-3 text-[13px] text-urucum-text">
      <p className="flex-1 basis-64">{t("editor.outrun", { version })}</p>
      <Button size="sm" onClick={onTake}>
        {t("editor.takeNewer")}
      </Button>
    </div>
  );
}

function saveLabel(article: Article | null, status: "draft" | "published") {
  if (article?.status === "archived") return "editor.restore";
  if (article) return "editor.save";
  return status === "draft" ? "editor.createDraft" : "editor.create";
}

function ArticleState({ article }: { article: Article | null }) {
  const { t } = useTranslation("knowledge");
  const { moment } = useWhen();
  if (!article) return <h2 className="font-display text-[17px] font-semibold">{t("new")}</h2>;
  return (
    <p className="flex min-w-0 flex-wrap items-center gap-x-2 gap-y-1 text-[13px] text-ink-3">
      <StatusBadge status={article.status} />
      <span>{t("version", { version: article.version })}</span>
      <span className="hidden xl:inline">{t("updated", { at: moment(article.updated_at) })}</span>
    </p>
  );
}

function Preview({ title, body }: { title: string; body: string }) {
  const { t } = useTranslation("knowledge");
  return (
    <article className="mx-auto max-w-[68ch]">
      {title && <h2 className="mb-4 font-display text-[24px] leading-tight font-semibold tracking-tight">{title}</h2>}
      {body.trim() ? <Markdown source={body} /> : <p className="text-ink-3">{t("previewEmpty")}</p>}
    </article>
  );
}

function ArchiveButton({ article }: { article: Article }) {
  const { t } = useTranslation("knowledge");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const archive = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/articles/{article_id}", { params: { path: { article_id: article.id } } })),
    onSuccess: () => {
      toast.done(t("editor.archived"));
      void client.invalidateQueries({ queryKey: ["articles", "list"] });
      void client.invalidateQueries({ queryKey: articleQuery(article.id).queryKey });
    },
  });
  return (
    <>
      <IconButton label={t("editor.archive")} onClick={() => setAsking(true)} disabled={archive.isPending}>
        <Archive aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("editor.archiveTitle")}
        description={t("editor.archiveHint")}
        action={t("editor.archive")}
        onConfirm={() => archive.mutate()}
        danger
      />
    </>
  );
}
