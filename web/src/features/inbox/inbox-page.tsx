import { Outlet, useParams } from "@tanstack/react-router";
import { type CSSProperties, lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { PageTitle } from "@/shared/ui/page-title";
import { ConversationList } from "./list/conversation-list";
import { usePaneWidth } from "./panes";

const PaneDivider = lazy(async () => ({ default: (await import("./pane-divider")).PaneDivider }));

/** List, thread and contact side by side; on a phone one after the other. */
export function InboxPage() {
  const { t } = useTranslation("inbox");
  const { conversationId } = useParams({ strict: false });
  const [width, setWidth] = usePaneWidth("list");
  return (
    <div
      className="grid h-full grid-cols-1 md:grid-cols-[var(--list)_minmax(0,1fr)]"
      style={{ "--list": `${width}px` } as CSSProperties}
    >
      <PageTitle title={t("title")} />
      <div className={cn("relative min-h-0 border-r bg-surface", conversationId && "hidden md:block")}>
        <ConversationList openId={conversationId} />
        <Suspense>
          <PaneDivider pane="list" width={width} onChange={setWidth} />
        </Suspense>
      </div>
      <Outlet />
    </div>
  );
}
