import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import type { ContactDetail } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { useContactName } from "@/shared/format/contact-name";
import { useWhen } from "@/shared/format/use-when";
import { Avatar } from "@/shared/ui/avatar";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { ErrorState } from "@/shared/ui/error-state";
import { Skeleton } from "@/shared/ui/skeleton";
import { toast } from "@/shared/ui/toast";
import { IdentityList } from "./identity-list";
import { useMergeUndo } from "./use-merge-undo";

type MergeDialogProps = { contact: ContactDetail; otherId: string; onClose: () => void };

/** Both sides before they become one; what is joined can be taken apart again exactly. */
export function MergeDialog({ contact, otherId, onClose }: MergeDialogProps) {
  const { t } = useTranslation(["extras", "inbox", "common"]);
  const errorText = useErrorText();
  const client = useQueryClient();
  const undo = useMergeUndo();
  const other = useQuery({
    queryKey: keys.contact(otherId),
    queryFn: () => unwrap(api.GET("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: otherId } } })),
  });
  const merge = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/contacts/{contact_id}/merges", { params: { path: { contact_id: contact.id } }, body: { other_id: otherId } })),
    onSuccess: (joined) => {
      client.setQueryData(keys.contact(contact.id), joined);
      void client.invalidateQueries({ queryKey: ["contacts"] });
      void client.invalidateQueries({ queryKey: ["conversations"] });
      const made = joined.merges.find((line) => line.contact_id === otherId);
      toast.done(t("merge.done"), made && { label: t("common:undo"), onClick: () => undo.mutate(made.id) });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("merge.title")}
      description={t("merge.lead")}
      className="max-w-2xl"
      footer={
        <>
          <Button onClick={onClose}>{t("merge.apart")}</Button>
          <Button variant="primary" disabled={!other.data || merge.isPending} onClick={() => merge.mutate()}>
            {t("merge.action")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3 sm:grid-cols-2">
        <Side contact={contact} role={t("merge.stays")} />
        {other.data && <Side contact={other.data} role={t("merge.joins")} />}
        {other.isPending && <Skeleton className="h-40" />}
        {other.error && <ErrorState message={errorText(other.error)} onRetry={() => void other.refetch()} />}
      </div>
      {merge.error && (
        <p role="alert" className="mt-3 text-[13px] text-urucum-text">
          {errorText(merge.error)}
        </p>
      )}
    </Dialog>
  );
}

function Side({ contact, role }: { contact: ContactDetail; role: string }) {
  const { t } = useTranslation(["extras", "inbox"]);
  const { date } = useWhen();
  const name = useContactName()(contact);
  return (
    <section aria-label={name} className="rounded-2xl border p-3">
      <p className="mb-2 text-[12px] text-ink-3">{role}</p>
      <div className="mb-3 flex items-center gap-2.5">
        <Avatar name={name} size={40} />
        <div className="min-w-0">
          <p className="truncate font-medium">{name}</p>
          <p className="text-[12px] text-ink-3">{t("contact.since", { date: date(contact.created_at) })}</p>
        </div>
      </div>
      <IdentityList contact={contact} />
    </section>
  );
}
