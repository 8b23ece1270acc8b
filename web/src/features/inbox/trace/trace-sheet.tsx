import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { BookOpen, GraduationCap } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import { useMay } from "@/api/me";
import type { Message, Trace } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { TraceSteps } from "@/shared/trace/trace-steps";
import { Button } from "@/shared/ui/button";
import { ErrorState } from "@/shared/ui/error-state";
import { RichText } from "@/shared/ui/rich-text";
import { Sheet } from "@/shared/ui/sheet";
import { Skeleton } from "@/shared/ui/skeleton";
import { Ticks } from "../thread/ticks";
import { CorrectionForm } from "./correction-form";

/** Letters of an article's title. */
const LONGEST_TITLE = 200;

/** "Por que respondeu assim": the whole turn behind an answer of the agent. */
export function TraceSheet({ turnId, onClose }: { turnId: string; onClose: () => void }) {
  const { t } = useTranslation("trace");
  const errorText = useErrorText();
  const mayTeach = useMay("supervisor");
  const trace = useQuery({
    queryKey: keys.trace(turnId),
    queryFn: () => unwrap(api.GET("/api/v1/turns/{turn_id}", { params: { path: { turn_id: turnId } } })),
  });
  return (
    <Sheet open onOpenChange={onClose} title={t("title")}>
      {trace.isPending && <Skeleton className="h-64" />}
      {trace.isError && <ErrorState message={errorText(trace.error)} onRetry={() => void trace.refetch()} />}
      {trace.data && (
        <>
          <TraceSteps trace={trace.data} said={trace.data.said.map((line) => line.text)} sent={trace.data.sent.length > 0 && <Sent lines={trace.data.sent} />} />
          {mayTeach && <Teach trace={trace.data} />}
        </>
      )}
    </Sheet>
  );
}

/** Corrects what was read, or writes down what the base did not know. */
function Teach({ trace }: { trace: Trace }) {
  const { t } = useTranslation("trace");
  const [open, setOpen] = useState(false);
  const question = trace.said.map((line) => line.text).filter(Boolean).join(" ");
  if (!question) return null;
  return (
    <section aria-label={t("teach.title")} className="mt-4 grid gap-3">
      <h3 className="font-display text-[15px] font-semibold">{t("teach.title")}</h3>
      {open && <CorrectionForm trace={trace} onDone={() => setOpen(false)} />}
      <div className="flex flex-wrap gap-2">
        {!open && (
          <Button onClick={() => setOpen(true)}>
            <GraduationCap aria-hidden />
            {t("teach.correct")}
          </Button>
        )}
        <Button asChild>
          <Link to="/conhecimento" search={{ artigo: "novo", pergunta: question.slice(0, LONGEST_TITLE) }}>
            <BookOpen aria-hidden />
            {t("teach.article")}
          </Link>
        </Button>
      </div>
    </section>
  );
}

function Sent({ lines }: { lines: Trace["sent"] }) {
  return lines.map((part) => (
    <div key={part.id}>
      <RichText text={part.text ?? ""} />
      <Ticks status={part.status as Message["status"]} />
    </div>
  ));
}
