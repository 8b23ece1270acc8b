import { useMutation, useQueryClient } from "@tanstack/react-query";
import { RotateCw } from "lucide-react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { Message } from "@/api/types";
import { upsertMessages } from "@/realtime/cache";
import { Button } from "@/shared/ui/button";
import { useWords } from "../words";
import { useTroubles } from "./use-troubles";

/** Why the channel did not take a message, and the way to try again. */
export function SendFailure({ message }: { message: Message }) {
  const { t } = useTranslation(["extras", "inbox"]);
  const words = useWords();
  const client = useQueryClient();
  const { mutate, isPending } = useMutation({
    mutationFn: () => unwrap(api.POST("/api/v1/messages/{message_id}/retry", { params: { path: { message_id: message.id } } })),
    onSuccess: (again) => upsertMessages(client, [again]),
  });
  const { error } = message;
  const troubleOf = useTroubles();
  const reason = error && (words.sendError(error.code) ?? words.sendError(troubleOf(error.code)) ?? error.text);
  return (
    <div className="mt-1.5 flex flex-wrap items-center gap-2 border-t border-[color-mix(in_oklab,var(--urucum)_30%,transparent)] pt-1.5 text-[12.5px] text-urucum-text">
      <span className="min-w-0 flex-1">{reason ?? t("sendError.unknown")}</span>
      <Button size="sm" onClick={() => mutate()} disabled={isPending}>
        <RotateCw aria-hidden />
        {t("inbox:retry")}
      </Button>
    </div>
  );
}
