import { useTranslation } from "react-i18next";

export function SkipLink({ to }: { to: string }) {
  const { t } = useTranslation("shell");
  return (
    <a
      href={`#${to}`}
      onClick={(event) => {
        event.preventDefault();
        document.getElementById(to)?.focus();
      }}
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-lg focus:bg-surface focus:px-3 focus:py-2 focus:shadow-float"
    >
      {t("skip")}
    </a>
  );
}
