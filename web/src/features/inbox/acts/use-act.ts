import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { toast } from "@/shared/ui/toast";

export type Action = components["schemas"]["BulkChange"]["action"];

type Act = { ids: readonly string[]; action: Action };

/** Takes a change back, by the id the server gave for it. */
export function useUndo(): (undoId: string | null) => { label: string; onClick: () => void } | undefined {
  const { t } = useTranslation("common");
  const client = useQueryClient();
  const { mutate } = useMutation({
    mutationFn: (undoId: string) => unwrap(api.POST("/api/v1/undo/{undo_id}", { params: { path: { undo_id: undoId } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: ["conversations"] }),
  });
  return (undoId) => (undoId === null ? undefined : { label: t("undo"), onClick: () => mutate(undoId) });
}

/** Does one thing to some conversations, says what became of it and offers the way back. */
export function useAct() {
  const { t } = useTranslation("desk");
  const client = useQueryClient();
  const errorText = useErrorText();
  const undo = useUndo();
  return useMutation({
    mutationFn: ({ ids, action }: Act) => unwrap(api.POST("/api/v1/conversations/bulk", { body: { conversation_ids: [...ids], action } })),
    onSuccess: ({ items, undo_id }, { action }) => {
      const refused = items.filter((item) => item.error !== null);
      const done = items.length - refused.length;
      if (done > 0) toast.done(t(`done.${action.kind}`, { count: done }), undo(undo_id));
      if (refused[0]) toast.failed(`${t("refused", { count: refused.length })} ${errorText(new ApiError(0, refused[0].error ?? "unknown"))}`);
      return client.invalidateQueries({ queryKey: ["conversations"] });
    },
  });
}
