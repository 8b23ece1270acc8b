import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { CannedReply } from "@/api/types";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { IconButton } from "@/shared/ui/icon-button";
import { toast } from "@/shared/ui/toast";

export function CannedRemoval({ reply }: { reply: CannedReply }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { shortcut } = reply;
  const remove = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/canned-replies/{reply_id}", { params: { path: { reply_id: reply.id } } })),
    onSuccess: () => toast.done(t("canned.removed")),
    onSettled: () => client.invalidateQueries({ queryKey: ["canned-replies"] }),
  });
  return (
    <>
      <IconButton label={`${t("canned.remove")} /${shortcut}`} onClick={() => setAsking(true)} disabled={remove.isPending}>
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("canned.removeTitle", { shortcut })}
        description={t("canned.removeHint")}
        action={t("canned.remove")}
        onConfirm={() => remove.mutate()}
        danger
      />
    </>
  );
}
