import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { conversationQuery } from "@/api/conversations";
import { threadQuery } from "@/api/messages";
import { useErrorText } from "@/api/use-error-text";
import { ErrorState } from "@/shared/ui/error-state";
import { Skeleton } from "@/shared/ui/skeleton";
import { ThreadView } from "./thread/thread-view";

/** The conversation of the address. */
export function ThreadPane() {
  const { conversationId } = useParams({ from: "/signed-in/conversas/$conversationId" });
  const conversation = useQuery(conversationQuery(conversationId));
  const thread = useQuery(threadQuery(conversationId));
  const errorText = useErrorText();
  const { t } = useTranslation("inbox");
  const error = conversation.error ?? thread.error;
  if (conversation.data && thread.data) {
    return <ThreadView key={conversationId} conversation={conversation.data} thread={thread.data} />;
  }
  if (error) {
    const again = () => void Promise.all([conversation.refetch(), thread.refetch()]);
    return (
      <div className="grid content-center justify-items-center">
        <MissingHeading />
        <ErrorState message={errorText(error)} onRetry={again} />
        <Link to="/conversas" search={(previous) => previous} className="text-ceu-text underline underline-offset-2">
          {t("actions.back")}
        </Link>
      </div>
    );
  }
  return <Loading />;
}

/** On a phone the list is hidden, and the page's heading with it. */
function MissingHeading() {
  const { t } = useTranslation("inbox");
  return <h1 className="sr-only md:hidden">{t("title")}</h1>;
}

function Loading() {
  const { t } = useTranslation();
  return (
    <div role="status" aria-label={t("loading")} className="flex flex-col">
      <MissingHeading />
      <div className="h-[60px] border-b bg-surface" />
      <div className="mx-auto grid w-full max-w-[760px] gap-3 p-6">
        <Skeleton className="h-14 w-2/3 rounded-2xl" />
        <Skeleton className="ml-auto h-20 w-1/2 rounded-2xl" />
        <Skeleton className="h-10 w-1/3 rounded-2xl" />
      </div>
    </div>
  );
}
