import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import { useErrorText } from "@/api/use-error-text";
import { ErrorState } from "@/shared/ui/error-state";
import { Sheet } from "@/shared/ui/sheet";
import { Skeleton } from "@/shared/ui/skeleton";
import { TraceSteps } from "./trace-steps";

/** "Por que respondeu assim": the whole turn behind an answer of the agent. */
export function TraceSheet({ turnId, onClose }: { turnId: string; onClose: () => void }) {
  const { t } = useTranslation("extras");
  const errorText = useErrorText();
  const trace = useQuery({
    queryKey: keys.trace(turnId),
    queryFn: () => unwrap(api.GET("/api/v1/turns/{turn_id}", { params: { path: { turn_id: turnId } } })),
  });
  return (
    <Sheet open onOpenChange={onClose} title={t("trace.title")}>
      {trace.isPending && <Skeleton className="h-64" />}
      {trace.isError && <ErrorState message={errorText(trace.error)} onRetry={() => void trace.refetch()} />}
      {trace.data && <TraceSteps trace={trace.data} />}
    </Sheet>
  );
}
