import { PencilLine } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Conversation } from "@/api/types";
import { useGlances } from "@/realtime/glances";
import type { Standing } from "../standing";
import { ScheduledBar } from "./scheduled-bar";
import { SuggestionBar } from "./suggestion-bar";
import type { Draft } from "./use-draft";
import { useTellGlance } from "./use-tell-glance";

type ComposerAidsProps = { conversation: Conversation; standing: Standing; draft: Draft; onUse: (text: string) => void };

/** What stands above the field: who else writes here, what could be answered, and what leaves later. */
export function ComposerAids({ conversation, standing, draft, onUse }: ComposerAidsProps) {
  useTellGlance(conversation.id, draft.mode === "reply" ? draft.text : "");
  const asked = conversation.preview_author === "contact" && !standing.taken && !standing.withAgent && !standing.resolved;
  return (
    <>
      <SomebodyTypes conversationId={conversation.id} />
      {asked && draft.mode === "reply" && draft.text === "" && <SuggestionBar conversation={conversation} onUse={onUse} />}
      <ScheduledBar conversationId={conversation.id} />
    </>
  );
}

/** Before two people answer the same thing. */
function SomebodyTypes({ conversationId }: { conversationId: string }) {
  const { t } = useTranslation("desk");
  const typing = useGlances(conversationId).find((glance) => glance.typing);
  if (!typing) return null;
  return (
    <p role="status" className="mb-2 flex items-center gap-2 rounded-xl bg-ipe-soft px-3 py-1.5 text-[13px] text-ipe-text">
      <PencilLine className="size-4 shrink-0" aria-hidden />
      {t("collision", { name: typing.name })}
    </p>
  );
}
