import { useTranslation } from "react-i18next";
import { currentLanguage, languages, setLanguage } from "@/locales";
import { MenuChoice } from "@/shared/ui/menu";

export function LanguageChoice() {
  const { t } = useTranslation("shell");
  return (
    <MenuChoice
      label={t("user.language")}
      value={currentLanguage()}
      items={languages}
      onChange={(language) => void setLanguage(language)}
    />
  );
}
