import { CornerUpLeft } from "lucide-react";
import { memo } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { IconButton } from "@/shared/ui/icon-button";
import { BubbleFrame, voiceOf } from "./bubble-frame";
import { BubbleMeta } from "./bubble-meta";
import { Choices } from "./choices";
import { DeletedBody } from "./deleted-body";
import { MessageBody } from "./message-body";
import { QuoteBlock } from "./quote-block";
import { Reactions } from "./reactions";
import { SendFailure } from "./send-failure";

type BubbleProps = {
  message: Message;
  first: boolean;
  contactName: string;
  agentName: string;
  /** Null for those who may only read. */
  onReply: ((message: Message) => void) | null;
  onWhy: (turnId: string) => void;
};

export const Bubble = memo(function Bubble({ message, first, contactName, agentName, onReply, onWhy }: BubbleProps) {
  const { t } = useTranslation("inbox");
  const voice = voiceOf(message);
  const known = { contact: contactName, agent: agentName, operator: null, phone: null, system: null }[message.author];
  const name = known ?? message.author_name ?? t(`author.${message.author}`);
  const deleted = message.deleted_at !== null;
  return (
    <BubbleFrame
      voice={voice}
      first={first}
      name={name}
      byPhone={message.author === "phone"}
      bare={message.type === "sticker" && !deleted}
      actions={
        onReply &&
        !deleted &&
        voice !== "note" && (
          <IconButton label={t("thread.reply")} onClick={() => onReply(message)} className="size-7">
            <CornerUpLeft aria-hidden />
          </IconButton>
        )
      }
    >
      {message.reply_to && !deleted && <QuoteBlock quote={message.reply_to} contactName={contactName} className="mb-1.5" />}
      {deleted ? <DeletedBody text={message.text} /> : <MessageBody message={message} />}
      <BubbleMeta message={message} onWhy={onWhy} />
      {message.status === "failed" && <SendFailure message={message} />}
      {message.options.length > 0 && <Choices options={message.options} />}
      {message.reactions.length > 0 && <Reactions reactions={message.reactions} contactName={contactName} />}
    </BubbleFrame>
  );
});
