import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { errorText } from "@/api/use-error-text";
import { useMay } from "@/api/me";
import { useContactName } from "@/shared/format/contact-name";
import { money } from "@/shared/format/money";
import { useWhen } from "@/shared/format/use-when";
import { Facts } from "@/shared/trace/facts";
import { useTraceWords } from "@/shared/trace/use-trace-words";
import { Badge, type Tone } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { toast } from "@/shared/ui/toast";
import { knownText } from "@/shared/words";
import type { Approval } from "./queries";

const TONES: Record<string, Tone> = { waiting: "ipe", running: "ceu", done: "mata", failed: "urucum", rejected: "neutral" };

/** One action: for whom, what they agreed to, with which values, and the two words that decide it. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const { t, i18n } = useTranslation("approvals");
  const { briefly, moment } = useWhen();
  const contactName = useContactName();
  const mayDecide = useMay("supervisor");
  const { tool, toolError } = useTraceWords();
  const name = tool(approval.tool);
  const contact = contactName({ name: approval.contact_name });
  const own = approval.by === "contact";
  return (
    <Card className="grid gap-3 p-4">
      <header className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
        <h2 className="font-medium">{name}</h2>
        <Badge tone={TONES[approval.state] ?? "neutral"}>{knownText("approvals", `state.${approval.state}`) ?? approval.state}</Badge>
        {approval.cents > 0 && <span className="font-medium tabular-nums">{money(approval.cents, "BRL", i18n.language)}</span>}
        <span className="flex-1" />
        <time dateTime={approval.asked_at} title={moment(approval.asked_at)} className="text-[12.5px] text-ink-3">
          {briefly(approval.asked_at)}
        </time>
      </header>
      <p className="text-[13px] text-ink-2">
        <Link
          to="/conversas/$conversationId"
          params={{ conversationId: approval.conversation_id }}
          className="text-ceu-text underline underline-offset-2"
        >
          {contact}
        </Link>
        {!own && ` · ${t("askedBy", { name: approval.asked_by })}`}
      </p>
      {approval.shown && (
        <figure className="rounded-lg bg-sunken p-3">
          <figcaption className="mb-1 text-[12px] text-ink-2">{t(own ? "shown" : "plan")}</figcaption>
          <p className="whitespace-pre-line [overflow-wrap:anywhere]">{approval.shown}</p>
        </figure>
      )}
      <div className="text-[13px]">
        <Facts facts={approval.arguments} />
      </div>
      {approval.decided_by && (
        <p className="text-[12.5px] text-ink-3">
          {t("decided", { name: approval.decided_by, at: moment(approval.decided_at ?? approval.asked_at) })}
          {approval.error && ` · ${t("error", { reason: toolError(approval.error) })}`}
        </p>
      )}
      {!mayDecide && approval.state === "waiting" && <p className="text-[13px] text-ink-3">{t("supervisors")}</p>}
      {mayDecide && approval.state === "waiting" && <Decision approval={approval} name={name} contact={contact} />}
    </Card>
  );
}

type DecisionProps = { approval: Approval; name: string; contact: string };

function Decision({ approval, name, contact }: DecisionProps) {
  const { t } = useTranslation("approvals");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const path = { params: { path: { approval_id: approval.id } } };
  const settled = {
    onError: (error: unknown) => toast.failed(errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ["approvals"] }),
  };
  const approve = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/approvals/{approval_id}/approve", path)),
    onSuccess: (after) => (after.state === "done" ? toast.done(t("approved")) : toast.failed(t("failed"))),
    ...settled,
  });
  const reject = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/approvals/{approval_id}/reject", path)),
    onSuccess: () => toast.done(t("rejected")),
    ...settled,
  });
  const busy = approve.isPending || reject.isPending;
  return (
    <div className="flex flex-wrap gap-2">
      <Button variant="primary" disabled={busy} onClick={() => setAsking(true)}>
        <Check aria-hidden />
        {t("approve")}
      </Button>
      <Button disabled={busy} onClick={() => reject.mutate()}>
        <X aria-hidden />
        {t("reject")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("sure.title", { name })}
        description={t("sure.text", { contact })}
        action={t("approve")}
        onConfirm={() => approve.mutate()}
      />
    </div>
  );
}
