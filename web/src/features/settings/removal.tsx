import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { topicKey } from "@/api/keys";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { IconButton } from "@/shared/ui/icon-button";
import { toast } from "@/shared/ui/toast";

type RemovalProps = {
  name: string;
  /** What becomes of what hangs on it. */
  hint: string;
  topic: string;
  remove: () => Promise<unknown>;
};

/** Takes one line of a list away, after asking. */
export function Removal({ name, hint, topic, remove }: RemovalProps) {
  const { t } = useTranslation("organise");
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const removing = useMutation({
    mutationFn: remove,
    onSuccess: () => toast.done(t("removed", { name })),
    onSettled: () => client.invalidateQueries({ queryKey: topicKey(topic) }),
  });
  return (
    <>
      <IconButton label={t("removeOf", { name })} onClick={() => setAsking(true)} disabled={removing.isPending}>
        <Trash2 aria-hidden />
      </IconButton>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("removeTitle", { name })}
        description={hint}
        action={t("remove")}
        onConfirm={() => removing.mutate()}
        danger
      />
    </>
  );
}
