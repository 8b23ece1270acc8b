import { useQuery } from "@tanstack/react-query";
import { Outlet, useParams } from "@tanstack/react-router";
import { type CSSProperties, useState } from "react";
import { useTranslation } from "react-i18next";
import { countsQuery } from "@/api/conversations";
import { cn } from "@/shared/cn";
import { PageTitle } from "@/shared/ui/page-title";
import { ConversationList } from "./list/conversation-list";
import { PaneDivider, storedListWidth } from "./pane-divider";

/** List, thread and contact side by side; on a phone one after the other. */
export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { conversationId } = useParams({ strict: false });
  const [width, setWidth] = useState(storedListWidth);
  const { data: counts } = useQuery(countsQuery);
  return (
    <div
      className="grid h-full grid-cols-1 md:grid-cols-[var(--list)_minmax(0,1fr)]"
      style={{ "--list": `${width}px` } as CSSProperties}
    >
      <PageTitle title={t("title")} count={counts?.waiting} />
      <div className={cn("relative min-h-0 border-r bg-surface", conversationId && "hidden md:block")}>
        <ConversationList openId={conversationId} />
        <PaneDivider width={width} onChange={setWidth} />
      </div>
      <Outlet />
    </div>
  );
}
