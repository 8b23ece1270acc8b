import type { Conversation } from "@/api/types";
import type { Standing } from "../standing";
import { ScheduledBar } from "./scheduled-bar";
import type { Draft } from "./use-draft";

type ComposerAidsProps = { conversation: Conversation; standing: Standing; draft: Draft; onUse: (text: string) => void };

/** What stands above the field: messages that leave later. */
export function ComposerAids({ conversation }: ComposerAidsProps) {
  return <ScheduledBar conversationId={conversation.id} />;
}
