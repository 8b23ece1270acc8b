import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { topicKey } from "@/api/keys";
import { toast } from "@/shared/ui/toast";

/** Keeps what a dialog edits: its list is fetched again, and it closes. The error stays with the dialog. */
export function useSave(topic: string, save: () => Promise<unknown>, onSaved: () => void) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  return useMutation({
    meta: { quiet: true },
    mutationFn: save,
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: topicKey(topic) });
      toast.done(t("saved"));
      onSaved();
    },
  });
}
