import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";

type MoreButtonProps = { query: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> } };

/** Under a list that goes on: brings its next page. */
export function MoreButton({ query: { hasNextPage, isFetchingNextPage, fetchNextPage } }: MoreButtonProps) {
  const { t } = useTranslation("ledger");
  if (!hasNextPage) return null;
  return (
    <div className="border-t p-3">
      <Button variant="ghost" className="w-full" onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
        {t("more")}
      </Button>
    </div>
  );
}
