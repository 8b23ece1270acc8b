import { Link } from "@tanstack/react-router";
import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";
import { PageTitle } from "@/shared/ui/page-title";

export function MissingPage() {
  const { t } = useTranslation("shell");
  return (
    <main className="grid h-full place-content-center justify-items-center gap-1 p-6 text-center">
      <PageTitle title={t("missing.title")} />
      <Compass className="mb-3 size-8 text-ink-3" aria-hidden />
      <h1 className="font-display text-xl font-semibold">{t("missing.title")}</h1>
      <p className="mb-4 text-ink-3">{t("missing.hint")}</p>
      <Button asChild variant="primary">
        <Link to="/conversas">{t("missing.action")}</Link>
      </Button>
    </main>
  );
}
