import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Smartphone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import { sessionQuery } from "@/api/session";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";

/** Where the phone would be, when no simulator is switched on. */
export function NoPhone() {
  const { t } = useTranslation("start");
  const client = useQueryClient();
  const { data: session } = useQuery(sessionQuery);
  const create = useMutation({
    mutationFn: () =>
      unwrap(api.POST("/api/v1/channels", { body: { name: t("phone.newName"), connector: "simulator", settings: {} } })),
    onSuccess: () => client.invalidateQueries({ queryKey: channelsQuery.queryKey }),
  });
  return (
    <EmptyState
      icon={<Smartphone />}
      title={t("phone.label")}
      hint={t("phone.missing")}
      action={
        session?.user.role === "admin" && (
          <Button variant="primary" onClick={() => create.mutate()} disabled={create.isPending}>
            {t("phone.create")}
          </Button>
        )
      }
      className="rounded-2xl border border-dashed"
    />
  );
}
