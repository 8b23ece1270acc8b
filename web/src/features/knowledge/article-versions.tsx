import { useTranslation } from "react-i18next";
import type { Article } from "@/api/articles";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";

/** Who changed it and when, the newest first. */
export function ArticleVersions({ article }: { article: Article }) {
  const { t } = useTranslation("knowledge");
  const { moment } = useWhen();
  return (
    <ol aria-label={t("versions.label")} className="mx-auto max-w-[760px] divide-y rounded-xl border">
      {article.versions.map((version) => (
        <li key={version.version} className="flex flex-wrap items-center gap-x-3 gap-y-1 px-4 py-3">
          <span className="w-20 shrink-0 text-[13px] font-medium tabular-nums">{t("version", { version: version.version })}</span>
          <span className="min-w-0 flex-1 basis-48">{version.title}</span>
          {version.version === article.version && <Badge tone="mata">{t("versions.current")}</Badge>}
          <span className="text-[12.5px] text-ink-3">
            {moment(version.at)} {t("versions.by", { author: version.author })}
          </span>
        </li>
      ))}
    </ol>
  );
}
