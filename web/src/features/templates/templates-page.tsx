import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { LayoutTemplate, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { useMay } from "@/api/me";
import { templatesQuery } from "@/api/templates";
import { useErrorText } from "@/api/use-error-text";
import { cn } from "@/shared/cn";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { PageTitle } from "@/shared/ui/page-title";
import { Skeleton } from "@/shared/ui/skeleton";
import { SyncButton } from "./sync-button";
import { TemplateEditor } from "./template-editor";
import { TemplateList } from "./template-list";

/** Messages the provider approves before they may open a conversation: the list, and the one that is open. */
export function TemplatesPage() {
  const { t } = useTranslation("templates");
  const errorText = useErrorText();
  const navigate = useNavigate();
  const { modelo } = useSearch({ from: "/signed-in/modelos" });
  const may = useMay("admin");
  const templates = useQuery(templatesQuery());
  const { data: channels } = useQuery(channelsQuery);
  const lines = channels?.items.filter((channel) => channel.capabilities.templates) ?? [];
  const open = templates.data?.items.find((template) => template.id === modelo);
  const go = (id: string | undefined) => void navigate({ to: "/modelos", search: { modelo: id } });
  const editing = modelo === "novo" || open !== undefined;
  return (
    <div className="h-full md:grid md:grid-cols-[340px_minmax(0,1fr)]">
      <PageTitle title={t("title")} />
      <div className={cn("scroll-thin flex h-full min-h-0 flex-col overflow-y-auto border-r bg-surface", editing && "max-md:hidden")}>
        <header className="px-4 pt-5 pb-3">
          <div className="flex items-center gap-2">
            <h1 className={cn("flex-1 font-display text-[22px] font-semibold tracking-tight")}>{t("title")}</h1>
            {may && lines.length > 0 && (
              <Button size="sm" variant="primary" onClick={() => go("novo")}>
                <Plus aria-hidden />
                {t("new")}
              </Button>
            )}
          </div>
          <p className="mt-1 text-[13px] text-ink-2">{t("lead")}</p>
          {may && lines.map((line) => <SyncButton key={line.id} channel={line} named={lines.length > 1} />)}
        </header>
        {templates.isPending && <Skeleton className="mx-4 h-40" />}
        {templates.error && <ErrorState message={errorText(templates.error)} onRetry={() => void templates.refetch()} />}
        {templates.data && (
          <TemplateList
            templates={templates.data.items}
            openId={modelo}
            onOpen={go}
            empty={<EmptyState icon={<LayoutTemplate />} title={t("empty.title")} hint={t(lines.length > 0 ? "empty.hint" : "empty.noChannel")} />}
          />
        )}
      </div>
      <div className={cn("scroll-thin h-full min-h-0 overflow-y-auto", !editing && "max-md:hidden")}>
        {modelo === "novo" && lines.length > 0 && <TemplateEditor key="novo" template={null} channels={lines} canEdit={may} onClose={() => go(undefined)} onSaved={go} />}
        {open && <TemplateEditor key={open.id} template={open} channels={lines} canEdit={may} onClose={() => go(undefined)} onSaved={go} />}
        {!editing && <EmptyState className="h-full" icon={<LayoutTemplate />} title={t("none.title")} hint={t("none.hint")} />}
      </div>
    </div>
  );
}
