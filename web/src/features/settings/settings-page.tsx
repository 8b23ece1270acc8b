import { Link, useParams } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { useInSight } from "@/shared/hooks/use-in-sight";
import { EmptyState } from "@/shared/ui/empty-state";
import { PageTitle } from "@/shared/ui/page-title";
import { Skeleton } from "@/shared/ui/skeleton";
import { sections, type Section } from "./sections";

/** The sections one may open on the left (above, on a phone), the chosen one beside them. */
export function SettingsPage() {
  const { t } = useTranslation("settings");
  const { section: slug } = useParams({ strict: false });
  const section = sections.find((one) => one.slug === slug) ?? sections[0]!;
  return (
    <div className="scroll-thin h-full overflow-auto md:flex md:overflow-hidden">
      <PageTitle title={`${t(section.label)} · ${t("title")}`} />
      <div className="border-b md:scroll-thin md:w-60 md:shrink-0 md:overflow-y-auto md:border-r md:border-b-0">
        <h1 className="px-5 pt-5 pb-3 font-display text-[22px] font-semibold tracking-tight">{t("title")}</h1>
        <nav aria-label={t("nav")} className="scroll-thin overflow-x-auto px-3 pb-3">
          <ul className="flex gap-1 md:grid">
            {sections.map((one) => (
              <SectionLink key={one.slug} section={one} current={one === section} />
            ))}
          </ul>
        </nav>
      </div>
      <div className="min-w-0 flex-1 md:scroll-thin md:overflow-y-auto">
        <div className="mx-auto max-w-4xl px-4 py-6 md:px-8">
          <SectionView key={section.slug} section={section} />
        </div>
      </div>
    </div>
  );
}

function SectionLink({ section: { slug, label, icon: Icon, role }, current }: { section: Section; current: boolean }) {
  const { t } = useTranslation("settings");
  const ref = useInSight<HTMLAnchorElement>(current);
  const may = useMay(role);
  if (!may) return null;
  return (
    <li>
      <Link
        ref={ref}
        to="/ajustes/$section"
        params={{ section: slug }}
        aria-current={current ? "page" : undefined}
        className="flex items-center gap-2.5 rounded-lg px-2.5 py-2 font-medium whitespace-nowrap text-ink-2 hover:bg-sunken aria-[current=page]:bg-mata-soft aria-[current=page]:text-mata-text"
      >
        <Icon className="size-4 shrink-0" aria-hidden />
        {t(label)}
      </Link>
    </li>
  );
}

function SectionView({ section: { view: View, role } }: { section: Section }) {
  const { t } = useTranslation("settings");
  if (!useMay(role)) return <EmptyState icon={<Lock />} title={t("forbidden.title")} hint={t("forbidden.hint")} />;
  return (
    <Suspense fallback={<Skeleton className="h-64" />}>
      <View />
    </Suspense>
  );
}
