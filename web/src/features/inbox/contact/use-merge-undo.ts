import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { toast } from "@/shared/ui/toast";

/** Takes two contacts apart again, by the id of their merge. */
export function useMergeUndo() {
  const { t } = useTranslation(["extras", "inbox"]);
  const client = useQueryClient();
  return useMutation({
    mutationFn: (mergeId: string) => unwrap(api.DELETE("/api/v1/contact-merges/{merge_id}", { params: { path: { merge_id: mergeId } } })),
    onSuccess: async () => {
      toast.done(t("merge.undone"));
      await Promise.all([client.invalidateQueries({ queryKey: ["contacts"] }), client.invalidateQueries({ queryKey: ["conversations"] })]);
    },
  });
}
