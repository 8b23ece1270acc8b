import { useTranslation } from "react-i18next";
import { Page } from "@/shared/ui/page";

export function LoginPage() {
  const { t } = useTranslation("login");
  return <Page title={t("title")}>{null}</Page>;
}
