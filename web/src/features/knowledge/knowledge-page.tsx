import { useNavigate, useSearch } from "@tanstack/react-router";
import { FlaskConical, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { cn } from "@/shared/cn";
import { Button } from "@/shared/ui/button";
import { PageTitle } from "@/shared/ui/page-title";
import { ArticleList } from "./article-list";
import { ArticlePane } from "./article-pane";
import { NEW } from "./new-article";
import { QuestionTester } from "./question-tester";

/** The list beside the open article; on a phone one or the other. */
export function KnowledgePage() {
  const { t } = useTranslation("knowledge");
  const { artigo } = useSearch({ from: "/signed-in/conhecimento" });
  const navigate = useNavigate();
  const mayEdit = useMay("supervisor");
  const [testing, setTesting] = useState(false);
  const open = (id: string | undefined) => void navigate({ to: "/conhecimento", search: id ? { artigo: id } : {} });
  const leaveTester = (id: string) => {
    setTesting(false);
    open(id);
  };
  return (
    <div className="flex h-full min-h-0 flex-col">
      <PageTitle title={t("title")} />
      <header className={cn("flex flex-wrap items-center gap-x-4 gap-y-3 border-b px-4 py-4 md:px-6", artigo && "hidden lg:flex")}>
        <div className="min-w-0 flex-1 basis-64">
          <h1 className="font-display text-[22px] leading-tight font-semibold tracking-tight">{t("title")}</h1>
          <p className="text-[13.5px] text-ink-2">{t("lead")}</p>
        </div>
        <Button onClick={() => setTesting(true)}>
          <FlaskConical aria-hidden />
          {t("test")}
        </Button>
        {mayEdit && (
          <Button variant="primary" onClick={() => open(NEW)}>
            <Plus aria-hidden />
            {t("new")}
          </Button>
        )}
      </header>
      {artigo && <h1 className="sr-only lg:hidden">{t("title")}</h1>}
      <div className="grid min-h-0 flex-1 lg:grid-cols-[minmax(300px,380px)_minmax(0,1fr)]">
        <div className={cn("min-h-0 border-r", artigo && "hidden lg:block")}>
          <ArticleList openId={artigo} onOpen={open} onNew={mayEdit ? () => open(NEW) : undefined} />
        </div>
        <div className={cn("min-h-0 bg-surface", !artigo && "hidden lg:block")}>
          <ArticlePane id={artigo} onOpen={open} />
        </div>
      </div>
      <QuestionTester
        open={testing}
        onOpenChange={setTesting}
        onArticle={leaveTester}
        onTeach={mayEdit ? () => leaveTester(NEW) : undefined}
      />
    </div>
  );
}
