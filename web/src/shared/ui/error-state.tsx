import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { Button } from "./button";

type ErrorStateProps = {
  /** Already in the reader's language. */
  message: string;
  onRetry?: () => void;
  className?: string;
};

export function ErrorState({ message, onRetry, className }: ErrorStateProps) {
  const { t } = useTranslation();
  return (
    <div role="alert" className={cn("grid place-items-center gap-3 p-6 text-center", className)}>
      <TriangleAlert className="size-6 text-urucum-text" aria-hidden />
      <p className="max-w-sm text-balance text-ink-2">{message}</p>
      {onRetry && <Button onClick={onRetry}>{t("tryAgain")}</Button>}
    </div>
  );
}
