import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";

export function StartPage() {
  const { t } = useTranslation("start");
  return <Page title={t("title")}>{null}</Page>;
}
