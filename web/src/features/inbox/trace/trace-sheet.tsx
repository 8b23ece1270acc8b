import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import type { Message, Trace } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { TraceSteps } from "@/shared/trace/trace-steps";
import { ErrorState } from "@/shared/ui/error-state";
import { Sheet } from "@/shared/ui/sheet";
import { Skeleton } from "@/shared/ui/skeleton";
import { Ticks } from "../thread/ticks";

/** "Por que respondeu assim": the whole turn behind an answer of the agent. */
export function TraceSheet({ turnId, onClose }: { turnId: string; onClose: () => void }) {
  const { t } = useTranslation("trace");
  const errorText = useErrorText();
  const trace = useQuery({
    queryKey: keys.trace(turnId),
    queryFn: () => unwrap(api.GET("/api/v1/turns/{turn_id}", { params: { path: { turn_id: turnId } } })),
  });
  return (
    <Sheet open onOpenChange={onClose} title={t("title")}>
      {trace.isPending && <Skeleton className="h-64" />}
      {trace.isError && <ErrorState message={errorText(trace.error)} onRetry={() => void trace.refetch()} />}
      {trace.data && (
        <TraceSteps trace={trace.data} said={trace.data.said.map((line) => line.text)} sent={trace.data.sent.length > 0 && <Sent lines={trace.data.sent} />} />
      )}
    </Sheet>
  );
}

function Sent({ lines }: { lines: Trace["sent"] }) {
  return lines.map((part) => (
    <p key={part.id} className="whitespace-pre-wrap">
      {part.text} <Ticks status={part.status as Message["status"]} />
    </p>
  ));
}
