import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { type TicketDetail, ticketQuery } from "./queries";
import { categories, priorities, statuses } from "./views";

type TicketEdit = components["schemas"]["TicketEdit"];

/** Status, priority, category and department; each is kept as soon as it is chosen. */
export function TicketFields({ ticket, changeable }: { ticket: TicketDetail; changeable: boolean }) {
  const { t } = useTranslation("tickets");
  const text = useErrorText();
  const client = useQueryClient();
  const [department, setDepartment] = useState(ticket.department ?? "");
  const change = useMutation({
    meta: { quiet: true },
    mutationFn: (body: TicketEdit) =>
      unwrap(api.PATCH("/api/v1/tickets/{ticket_id}", { params: { path: { ticket_id: ticket.id } }, body })),
    onSuccess: (fresh) => {
      client.setQueryData(ticketQuery(ticket.id).queryKey, fresh);
      void client.invalidateQueries({ queryKey: ["tickets", "list"] });
      toast.done(t("saved"));
    },
  });
  const disabled = !changeable || change.isPending;
  const keepDepartment = () => {
    const wanted = department.trim();
    if (wanted && wanted !== ticket.department) change.mutate({ department: wanted });
  };
  return (
    <div className="grid gap-4 p-5">
      <Field label={t("field.status")}>
        {(control) => (
          <Select {...control} disabled={disabled} value={ticket.status} onChange={(event) => change.mutate({ status: event.target.value as TicketDetail["status"] })}>
            {statuses.map((value) => (
              <option key={value} value={value}>
                {t(`status.${value}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("field.priority")}>
        {(control) => (
          <Select {...control} disabled={disabled} value={ticket.priority} onChange={(event) => change.mutate({ priority: event.target.value as TicketDetail["priority"] })}>
            {priorities.map((value) => (
              <option key={value} value={value}>
                {t(`priority.${value}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("field.category")}>
        {(control) => (
          <Select {...control} disabled={disabled} value={ticket.category} onChange={(event) => change.mutate({ category: event.target.value as TicketDetail["category"] })}>
            {categories.map((value) => (
              <option key={value} value={value}>
                {t(`category.${value}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t("field.department")} error={change.error ? text(change.error) : undefined}>
        {(control) => (
          <Input
            {...control}
            disabled={!changeable}
            maxLength={80}
            value={department}
            onChange={(event) => setDepartment(event.target.value)}
            onBlur={keepDepartment}
          />
        )}
      </Field>
    </div>
  );
}
