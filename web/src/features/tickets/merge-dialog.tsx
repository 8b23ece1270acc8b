import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import type { TicketDetail } from "./queries";

/** Chooses which of the contact's other tickets goes on with this matter. */
export function MergeDialog({ ticket, onClose }: { ticket: TicketDetail; onClose: () => void }) {
  const { t } = useTranslation("tickets");
  const error = useErrorText();
  const client = useQueryClient();
  const navigate = useNavigate();
  const [into, setInto] = useState("");
  const { data } = useQuery({
    queryKey: ["tickets", "of", ticket.contact_id],
    queryFn: () => unwrap(api.GET("/api/v1/tickets", { params: { query: { contact_id: ticket.contact_id, limit: 100 } } })),
  });
  const others = data?.items.filter((other) => other.id !== ticket.id && other.status !== "closed") ?? [];
  const merge = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(api.POST("/api/v1/tickets/{ticket_id}/merge", { params: { path: { ticket_id: ticket.id } }, body: { into_id: into } })),
    onSuccess: (goesOn) => {
      void client.invalidateQueries({ queryKey: ["tickets"] });
      toast.done(t("merge.done", { protocol: goesOn.protocol }));
      void navigate({ to: "/chamados/$ticketId", params: { ticketId: goesOn.id } });
      onClose();
    },
  });
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("merge.title", { protocol: ticket.protocol })}
      description={t("merge.lead")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel", { ns: "common" })}</Button>
          <Button variant="primary" disabled={!into || merge.isPending} onClick={() => merge.mutate()}>
            {t("merge.action")}
          </Button>
        </>
      }
    >
      {data && others.length === 0 ? (
        <p className="text-ink-2">{t("merge.none")}</p>
      ) : (
        <Field label={t("merge.into")} error={merge.error ? error(merge.error) : undefined}>
          {(control) => (
            <Select {...control} value={into} onChange={(event) => setInto(event.target.value)}>
              <option value="">{t("merge.choose")}</option>
              {others.map((other) => (
                <option key={other.id} value={other.id}>
                  {`${other.protocol} · ${other.summary.slice(0, 60)}`}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
    </Dialog>
  );
}
