import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { upsertConversation } from "@/realtime/cache";
import { Button } from "@/shared/ui/button";
import { Dialog } from "@/shared/ui/dialog";
import { toast } from "@/shared/ui/toast";
import type { ActProps } from "./acts";
import { useUndo } from "./use-act";

/** Several steps under one name, done in one go. */
export function MacroDialog({ ids, conversation, onClose }: ActProps) {
  const { t } = useTranslation("desk");
  const client = useQueryClient();
  const undo = useUndo();
  const { data } = useQuery({
    queryKey: ["macros", conversation?.queue?.id ?? null],
    queryFn: () => unwrap(api.GET("/api/v1/macros", { params: { query: { queue_id: conversation?.queue?.id } } })),
  });
  const run = useMutation({
    mutationFn: (macroId: string) => unwrap(api.POST("/api/v1/macros/{macro_id}/run", { params: { path: { macro_id: macroId } }, body: { conversation_id: ids[0]! } })),
    onSuccess: ({ conversation: told, undo_id }, macroId) => {
      upsertConversation(client, told);
      toast.done(t("macro.done", { name: data?.items.find(({ id }) => id === macroId)?.name }), undo(undo_id));
      onClose();
    },
  });
  return (
    <Dialog open onOpenChange={onClose} title={t("macro.title")} description={t("macro.lead")}>
      {data?.items.length === 0 && <p className="text-[13px] text-ink-3">{t("macro.none")}</p>}
      <ul className="grid gap-2">
        {data?.items.map(({ id, name, steps }) => (
          <li key={id}>
            <Button className="h-auto w-full flex-col items-start gap-0 py-2 text-left whitespace-normal" disabled={run.isPending} onClick={() => run.mutate(id)}>
              <span>{name}</span>
              <span className="text-[12.5px] font-normal text-ink-3">{steps.map(({ kind }) => t(`macro.step.${kind}`)).join(" · ")}</span>
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
