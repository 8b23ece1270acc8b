import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useId } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { keys } from "@/api/keys";
import type { components } from "@/api/schema";
import { Switch } from "@/shared/ui/switch";

type VipSwitchProps = { contact: components["schemas"]["ContactDetail"]; canEdit: boolean };

/** Marks somebody important enough for a person at once; the agent's rules of escalation say what follows. */
export function VipSwitch({ contact, canEdit }: VipSwitchProps) {
  const { t } = useTranslation("extras");
  const client = useQueryClient();
  const id = useId();
  const mark = useMutation({
    mutationFn: (vip: boolean) => unwrap(api.PATCH("/api/v1/contacts/{contact_id}", { params: { path: { contact_id: contact.id } }, body: { vip } })),
    onSuccess: (after) => client.setQueryData(keys.contact(contact.id), after),
  });
  return (
    <div className="flex items-start gap-3 px-4 pb-4 text-[13px]">
      <div className="min-w-0 flex-1">
        <label htmlFor={id} className="font-medium">
          {t("contact.vip")}
        </label>
        <p id={`${id}-hint`} className="text-ink-3">
          {t("contact.vipHint")}
        </p>
      </div>
      <Switch
        id={id}
        aria-describedby={`${id}-hint`}
        checked={mark.isPending ? mark.variables : contact.vip}
        disabled={!canEdit || mark.isPending}
        onCheckedChange={(vip) => mark.mutate(vip)}
      />
    </div>
  );
}
