import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { EmptyState } from "@/shared/ui/empty-state";
import { ErrorState } from "@/shared/ui/error-state";
import { Page } from "@/shared/ui/page";
import { Segmented } from "@/shared/ui/segmented";
import { Skeleton } from "@/shared/ui/skeleton";
import { ApprovalCard } from "./approval-card";
import { HeldList } from "./held-list";
import { heldQuery } from "./held-queries";
import { HoldRules } from "./hold-rules";
import { approvalsQuery } from "./queries";
import { type Stand, stands } from "./stands";

/** What the agent may do only with a person's word, and what became of it. */
export function ApprovalsPage() {
  const { t } = useTranslation("approvals");
  const { ver: stand = "waiting" } = useSearch({ from: "/signed-in/aprovacoes" });
  const navigate = useNavigate();
  const show = (ver: Stand) => void navigate({ to: "/aprovacoes", search: ver === "waiting" ? {} : { ver } });
  return (
    <Page title={t("title")} lead={t("lead")}>
      <Segmented
        className="mb-5 max-w-80"
        label={t("show")}
        value={stand}
        onChange={show}
        items={stands.map((value) => ({ value, label: t(`stand.${value}`) }))}
      />
      <HeldList stand={stand} />
      <ApprovalList key={stand} stand={stand} />
      <HoldRules />
    </Page>
  );
}

function ApprovalList({ stand }: { stand: Stand }) {
  const { t } = useTranslation("approvals");
  const text = useErrorText();
  const { data, error, refetch } = useQuery(approvalsQuery(stand));
  const held = useQuery({ ...heldQuery(stand), enabled: false });
  if (!data && error) return <ErrorState message={text(error)} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-40 rounded-2xl" />;
  if (data.items.length === 0) {
    if (held.data?.items.length) return null;
    return <EmptyState icon={<ShieldCheck />} title={t(`empty.${stand}`)} hint={t("empty.hint")} className="rounded-2xl border border-dashed" />;
  }
  return (
    <ul aria-label={t(`stand.${stand}`)} className="grid gap-3">
      {data.items.map((approval) => (
        <li key={approval.id}>
          <ApprovalCard approval={approval} />
        </li>
      ))}
    </ul>
  );
}
