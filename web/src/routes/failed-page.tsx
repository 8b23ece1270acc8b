import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { ErrorState } from "@/shared/ui/error-state";
import { PageTitle } from "@/shared/ui/page-title";

export function FailedPage({ error, reset }: ErrorComponentProps) {
  const { t } = useTranslation("shell");
  const text = useErrorText();
  const router = useRouter();
  const again = () => {
    reset();
    void router.invalidate();
  };
  return (
    <div className="grid h-full place-content-center">
      <PageTitle title={t("failed.title")} />
      <h1 className="text-center font-display text-xl font-semibold">{t("failed.title")}</h1>
      <ErrorState message={text(error)} onRetry={again} />
    </div>
  );
}

/** The same where the shell itself did not open. */
export function FailedStart(props: ErrorComponentProps) {
  return (
    <main className="h-full">
      <FailedPage {...props} />
    </main>
  );
}
