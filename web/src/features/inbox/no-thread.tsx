import { MessageCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { EmptyState } from "@/shared/ui/empty-state";

export function NoThread() {
  const { t } = useTranslation("inbox");
  return <EmptyState className="hidden md:grid" icon={<MessageCircle />} title={t("none.title")} hint={t("none.hint")} />;
}
