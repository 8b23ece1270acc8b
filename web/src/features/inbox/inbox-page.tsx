import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { countsQuery } from "@/api/conversations";
import { cn } from "@/shared/cn";
import { PageTitle } from "@/shared/ui/page-title";
import { ConversationList } from "./list/conversation-list";

/** List, thread and contact side by side; on a phone one after the other. */
export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { conversationId } = useParams({ strict: false });
  const { data: counts } = useQuery(countsQuery);
  return (
    <div className="grid h-full grid-cols-1 md:grid-cols-[332px_minmax(0,1fr)]">
      <PageTitle title={t("title")} count={counts?.waiting} />
      <div className={cn("min-h-0 border-r bg-surface", conversationId && "hidden md:block")}>
        <ConversationList openId={conversationId} />
      </div>
      <Outlet />
    </div>
  );
}
