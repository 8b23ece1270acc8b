import { ImageOff, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";

/** A file that is not here yet, or will never be. */
export function MissingMedia({ state }: { state: string }) {
  const { t } = useTranslation("inbox");
  const fetching = state === "fetching";
  const Icon = fetching ? LoaderCircle : ImageOff;
  return (
    <p className="mb-1 flex w-64 max-w-full items-center gap-2 rounded-xl bg-[color-mix(in_oklab,var(--ink)_5%,transparent)] px-3 py-4 text-[13px] text-ink-2">
      <Icon className={fetching ? "size-4 shrink-0 animate-spin" : "size-4 shrink-0"} aria-hidden />
      {t(fetching ? "media.fetching" : "media.missing")}
    </p>
  );
}
