import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { ApiError } from "@/api/errors";
import type { Conversation } from "@/api/types";
import { upsertConversation } from "@/realtime/cache";
import { toast } from "@/shared/ui/toast";
import { useGoOn } from "./use-after-resolve";

/** Who answers: taking over, handing back, resolving with a way back. `onTaken`: somebody else has it. */
export function useFloor(conversationId: string, onTaken: () => void) {
  const { t } = useTranslation("inbox");
  const client = useQueryClient();
  const goOn = useGoOn();
  const params = { path: { conversation_id: conversationId } };
  const onSuccess = (told: Conversation) => upsertConversation(client, told);
  const claim = useMutation({
    mutationFn: (force: boolean) =>
      unwrap(api.POST("/api/v1/conversations/{conversation_id}/claim", { params, body: { force } })),
    onSuccess,
    onError: (error) => {
      if (error instanceof ApiError && error.code === "floor_taken") onTaken();
    },
  });
  const giveBack = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/conversations/{conversation_id}/give-back", { params })),
    onSuccess: (told) => {
      onSuccess(told);
      toast.done(t("actions.givenBack"));
    },
  });
  const reopen = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/conversations/{conversation_id}/reopen", { params })),
    onSuccess,
  });
  const resolve = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/conversations/{conversation_id}/resolve", { params })),
    onSuccess: (told) => {
      goOn(conversationId);
      onSuccess(told);
      toast.done(t("actions.resolved"), { label: t("undo", { ns: "common" }), onClick: () => reopen.mutate() });
    },
  });
  return {
    claim: (force = false) => claim.mutate(force),
    giveBack: () => giveBack.mutate(),
    resolve: () => resolve.mutate(),
    reopen: () => reopen.mutate(),
    busy: claim.isPending || giveBack.isPending || resolve.isPending || reopen.isPending,
  };
}
