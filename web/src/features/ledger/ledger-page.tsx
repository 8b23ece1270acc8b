import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";

export function LedgerPage() {
  const { t } = useTranslation("ledger");
  return <Page title={t("title")}>{null}</Page>;
}
