import { useNavigate, useSearch } from "@tanstack/react-router";
import { FlaskConical, Plus, Upload } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { cn } from "@/shared/cn";
import { Button } from "@/shared/ui/button";
import { PageTitle } from "@/shared/ui/page-title";
import { Skeleton } from "@/shared/ui/skeleton";
import { ArticleList } from "./article-list";
import { ArticlePane } from "./article-pane";
import { KnowledgeNav } from "./knowledge-nav";
import { NEW } from "./new-article";
import { QuestionTester } from "./question-tester";

const SourcesView = lazy(async () => ({ default: (await import("./sources/sources-view")).SourcesView }));
const GapsView = lazy(async () => ({ default: (await import("./gaps-view")).GapsView }));
const WarningsView = lazy(async () => ({ default: (await import("./warnings-view")).WarningsView }));
const ThesaurusView = lazy(async () => ({ default: (await import("./thesaurus-view")).ThesaurusView }));
const NewSourceDialog = lazy(async () => ({ default: (await import("./sources/new-source-dialog")).NewSourceDialog }));

/** What the agent may state: articles, where they came from, what is missing and what is old. */
export function KnowledgePage() {
  const { t } = useTranslation("knowledge");
  const { artigo, ver = "artigos", fonte, pergunta } = useSearch({ from: "/signed-in/conhecimento" });
  const navigate = useNavigate();
  const mayEdit = useMay("supervisor");
  const [testing, setTesting] = useState(false);
  const [importing, setImporting] = useState(false);
  const open = (id: string | undefined) => void navigate({ to: "/conhecimento", search: id ? { artigo: id } : {} });
  const openSource = (id: string | undefined) => void navigate({ to: "/conhecimento", search: { ver: "fontes", ...(id && { fonte: id }) } });
  const leaveTester = (id: string) => {
    setTesting(false);
    open(id);
  };
  const onArticle = ver === "artigos" && artigo;
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageTitle title={t("title")} />
      <header className={cn("flex flex-wrap items-center gap-2 px-4 pt-4 pb-3 md:px-6", onArticle && "hidden lg:flex")}>
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="font-display text-[22px] leading-tight font-semibold tracking-tight">{t("title")}</h1>
          <p className="text-[13.5px] text-ink-2">{t("lead")}</p>
        </div>
        <Button className="max-md:px-2.5 max-md:[&_svg]:hidden" onClick={() => setTesting(true)}>
          <FlaskConical aria-hidden />
          {t("test")}
        </Button>
        {mayEdit && (
          <>
            <Button className="max-md:px-2.5 max-md:[&_svg]:hidden" onClick={() => setImporting(true)}>
              <Upload aria-hidden />
              {t("sources.add")}
            </Button>
            <Button variant="primary" className="max-md:px-2.5 max-md:[&_svg]:hidden" onClick={() => open(NEW)}>
              <Plus aria-hidden />
              {t("new")}
            </Button>
          </>
        )}
      </header>
      <KnowledgeNav open={ver} mayEdit={mayEdit} className={cn(onArticle && "hidden lg:block")} />
      {onArticle && <h1 className="sr-only lg:hidden">{t("title")}</h1>}
      {ver === "artigos" ? (
        <div className="grid min-h-0 flex-1 lg:grid-cols-[minmax(300px,380px)_minmax(0,1fr)]">
          <div className={cn("min-h-0 border-r", artigo && "hidden lg:block")}>
            <ArticleList openId={artigo} onOpen={open} onNew={mayEdit ? () => open(NEW) : undefined} />
          </div>
          <div className={cn("min-h-0 bg-surface", !artigo && "hidden lg:block")}>
            <ArticlePane id={artigo} title={pergunta} onOpen={open} />
          </div>
        </div>
      ) : (
        <div className="scroll-thin min-h-0 flex-1 overflow-y-auto">
          <div className="mx-auto max-w-5xl px-4 py-6 md:px-6">
            <Suspense fallback={<Skeleton className="h-64" />}>
              {ver === "fontes" && mayEdit && <SourcesView openId={fonte} onOpen={openSource} onAdd={() => setImporting(true)} />}
              {ver === "lacunas" && <GapsView onArticle={open} />}
              {ver === "avisos" && <WarningsView onArticle={open} />}
              {ver === "sinonimos" && <ThesaurusView />}
            </Suspense>
          </div>
        </div>
      )}
      <QuestionTester open={testing} onOpenChange={setTesting} onArticle={leaveTester} onTeach={mayEdit ? () => leaveTester(NEW) : undefined} />
      <Suspense>{importing && <NewSourceDialog onClose={() => setImporting(false)} onAdded={openSource} />}</Suspense>
    </div>
  );
}
