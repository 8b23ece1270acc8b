import { lazy, memo, Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { phone } from "@/shared/format/phone";
import { withExtras } from "../with-extras";
import { BubbleFrame, voiceOf } from "./bubble-frame";
import { BubbleMeta } from "./bubble-meta";
import { MessageBody } from "./message-body";
import { QuoteBlock } from "./quote-block";
import { Reactions } from "./reactions";

const BubbleActions = lazy(async () => ({ default: (await import("./bubble-actions")).BubbleActions }));
const Choices = lazy(async () => ({ default: (await withExtras(import("./choices"))).Choices }));
const DeletedBody = lazy(async () => ({ default: (await import("./deleted-body")).DeletedBody }));
const Origins = lazy(async () => ({ default: (await import("./origins")).Origins }));
const SendFailure = lazy(async () => ({ default: (await withExtras(import("./send-failure"))).SendFailure }));

/** What a reader may do with messages. The same object for a whole thread, so that bubbles are not drawn again. */
export type Reading = {
  contactName: string;
  agentName: string;
  /** Null for those who may only read. */
  onReply: ((message: Message) => void) | null;
  onWhy: (turnId: string) => void;
  onDetails: (message: Message) => void;
  /** The channel takes reactions. */
  reacts: boolean;
};

type BubbleProps = Reading & {
  message: Message;
  first: boolean;
  /** The option the contact took of those offered here. */
  chosen: string | null;
  /** Somebody was just led here. */
  lit: boolean;
  onJump: (messageId: string) => void;
};

const OFFERS = ["link", "buttons"];
const CIRCUMSTANCES = ["product", "view_once", "poll"];

export const Bubble = memo(function Bubble({ message, first, chosen, lit, onJump, ...reading }: BubbleProps) {
  const { contactName, onWhy } = reading;
  const { payload } = message;
  const voice = voiceOf(message);
  const name = useAuthorName(message, reading);
  const deleted = message.deleted_at !== null;
  const offers = message.options.length > 0 || OFFERS.some((key) => payload[key]);
  const comesFrom = message.forwarded || message.referral !== null || CIRCUMSTANCES.some((key) => payload[key]);
  return (
    <BubbleFrame
      voice={voice}
      first={first}
      name={name}
      named={message.participant !== null}
      byPhone={message.author === "phone"}
      bare={message.type === "sticker" && !deleted}
      lit={lit}
      actions={
        <Suspense>
          <BubbleActions message={message} onReply={reading.onReply} onDetails={reading.onDetails} reacts={reading.reacts} />
        </Suspense>
      }
    >
      <Suspense>
        {!deleted && comesFrom && <Origins message={message} />}
      </Suspense>
      {message.reply_to && !deleted && <QuoteBlock quote={message.reply_to} contactName={contactName} onJump={onJump} className="mb-1.5" />}
      <Suspense>{deleted && <DeletedBody text={message.text} />}</Suspense>
      {!deleted && <MessageBody message={message} />}
      <BubbleMeta message={message} onWhy={onWhy} />
      <Suspense>
        {message.status === "failed" && <SendFailure message={message} />}
        {offers && <Choices options={message.options} payload={payload} chosen={chosen} />}
      </Suspense>
      {message.reactions.length > 0 && <Reactions reactions={message.reactions} contactName={contactName} className={offers ? "mt-3" : undefined} />}
    </BubbleFrame>
  );
});

function useAuthorName({ author, author_name, participant }: Message, { contactName, agentName }: Reading): string {
  const { t } = useTranslation("inbox");
  if (author === "contact") return participant?.name ?? phone(participant?.phone ?? null) ?? contactName;
  if (author === "agent") return agentName;
  return author_name ?? t(`author.${author}`);
}
