import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, ShieldCheck, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { money } from "@/shared/format/money";
import { useWhen } from "@/shared/format/use-when";
import { Facts } from "@/shared/trace/facts";
import { useTraceWords } from "@/shared/trace/use-trace-words";
import { Badge, type Tone } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Page } from "@/shared/ui/page";
import { Segmented } from "@/shared/ui/segmented";
import { Skeleton } from "@/shared/ui/skeleton";
import { knownText } from "@/shared/words";

type Approval = components["schemas"]["Approval"];
type View = "waiting" | "decided";

const TONES: Record<string, Tone> = { waiting: "ipe", running: "ceu", done: "mata", failed: "urucum", rejected: "neutral" };

const approvalsQuery = (state: View) =>
  queryOptions({
    queryKey: ["approvals", state],
    queryFn: () => unwrap(api.GET("/api/v1/approvals", { params: { query: { state } } })),
  });

/** What the agent wants to do and a person has to agree to. */
export function ApprovalsPage() {
  const { t } = useTranslation("approvals");
  const text = useErrorText();
  const [view, setView] = useState<View>("waiting");
  const { data, error, refetch } = useQuery(approvalsQuery(view));
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Segmented
        label={t("view")}
        value={view}
        onChange={setView}
        items={(["waiting", "decided"] as const).map((value) => ({ value, label: t(`views.${value}`) }))}
        className="mb-5 max-w-sm"
      />
      {error && <ErrorState message={text(error)} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-48" />}
      {data?.items.length === 0 && <EmptyState icon={<ShieldCheck />} title={t(`empty.${view}`)} hint={t("emptyHint")} />}
      <ul aria-label={t("title")} className="grid gap-3">
        {data?.items.map((approval) => (
          <li key={approval.id}>
            <ApprovalCard approval={approval} />
          </li>
        ))}
      </ul>
    </Page>
  );
}

function ApprovalCard({ approval }: { approval: Approval }) {
  const { t, i18n } = useTranslation("approvals");
  const { briefly } = useWhen();
  const { tool, toolError } = useTraceWords();
  return (
    <Card className="grid gap-3 p-4">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="min-w-0 flex-1 basis-48 font-medium">{tool(approval.tool)}</h2>
        {approval.cents > 0 && <span className="font-medium tabular-nums">{money(approval.cents, null, i18n.language)}</span>}
        <Badge tone={TONES[approval.state] ?? "neutral"}>{knownText("approvals", `state.${approval.state}`) ?? approval.state}</Badge>
        <span className="text-[12.5px] text-ink-3">{briefly(approval.asked_at)}</span>
      </header>
      <p className="text-[13px] text-ink-2">
        <Link to="/conversas/$conversationId" params={{ conversationId: approval.conversation_id }} className="text-ceu-text underline underline-offset-2">
          {approval.contact_name || t("contact")}
        </Link>{" "}
        · {t("askedBy", { name: approval.asked_by })}
      </p>
      {approval.shown && <blockquote className="rounded-xl bg-sunken px-3 py-2 text-[13.5px] whitespace-pre-wrap">{approval.shown}</blockquote>}
      <div className="text-[13px] text-ink-2">
        <Facts facts={approval.arguments} />
      </div>
      {approval.error && <p className="text-[13px] text-urucum-text">{toolError(approval.error)}</p>}
      {approval.decided_by && approval.decided_at && <p className="text-[12.5px] text-ink-3">{t("decidedBy", { name: approval.decided_by, at: briefly(approval.decided_at) })}</p>}
      {approval.state === "waiting" && <Choice approval={approval} />}
    </Card>
  );
}

function Choice({ approval }: { approval: Approval }) {
  const { t } = useTranslation("approvals");
  const client = useQueryClient();
  const path = { params: { path: { approval_id: approval.id } } };
  const onSettled = () => client.invalidateQueries({ queryKey: ["approvals"] });
  const approve = useMutation({ mutationFn: () => unwrap(api.POST("/api/v1/approvals/{approval_id}/approve", path)), onSettled });
  const reject = useMutation({ mutationFn: () => unwrap(api.POST("/api/v1/approvals/{approval_id}/reject", path)), onSettled });
  if (!useMay("supervisor")) return <p className="text-[13px] text-ink-3">{t("supervisors")}</p>;
  const busy = approve.isPending || reject.isPending;
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" disabled={busy} onClick={() => approve.mutate()}>
        <Check aria-hidden />
        {t("approve")}
      </Button>
      <Button disabled={busy} onClick={() => reject.mutate()}>
        <X aria-hidden />
        {t("reject")}
      </Button>
    </div>
  );
}
