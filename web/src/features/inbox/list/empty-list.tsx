import { Link } from "@tanstack/react-router";
import { MessagesSquare, SearchX } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ConversationFilter } from "@/api/conversations";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";

export function EmptyList({ filter }: { filter: ConversationFilter }) {
  const { t } = useTranslation("inbox");
  const which = filter.q ? "search" : filter.tab;
  return (
    <EmptyState
      className="flex-1"
      icon={filter.q ? <SearchX /> : <MessagesSquare />}
      title={t(`empty.${which}.title`)}
      hint={t(`empty.${which}.hint`)}
      action={
        which === "all" && (
          <Button asChild variant="primary">
            <Link to="/inicio">{t("empty.action")}</Link>
          </Button>
        )
      }
    />
  );
}
