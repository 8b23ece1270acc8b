import { CornerUpLeft, Info, SmilePlus } from "lucide-react";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { IconButton } from "@/shared/ui/icon-button";
import type { Reading } from "./bubble";
import { useReact } from "./use-react";

const FACES = ["👍", "❤️", "😂", "😮", "😢", "🙏"];

type BubbleActionsProps = Pick<Reading, "onReply" | "onDetails" | "reacts"> & { message: Message };

/** What can be done with one message: answer it, react to it, look closer. */
export function BubbleActions({ message, onReply, onDetails, reacts }: BubbleActionsProps) {
  const { t } = useTranslation("inbox");
  const [picking, setPicking] = useState(false);
  const note = message.type === "note";
  const answers = onReply !== null && message.deleted_at === null && !note;
  if (picking) return <Faces message={message} onDone={() => setPicking(false)} />;
  return (
    <>
      {answers && (
        <IconButton label={t("thread.reply")} onClick={() => onReply(message)} className="size-7">
          <CornerUpLeft aria-hidden />
        </IconButton>
      )}
      {answers && reacts && (
        <IconButton label={t("thread.react")} onClick={() => setPicking(true)} className="size-7">
          <SmilePlus aria-hidden />
        </IconButton>
      )}
      {!note && (
        <IconButton label={t("thread.details")} onClick={() => onDetails(message)} className="size-7">
          <Info aria-hidden />
        </IconButton>
      )}
    </>
  );
}

function Faces({ message, onDone }: { message: Message; onDone: () => void }) {
  const { t } = useTranslation("inbox");
  const react = useReact(message.id);
  const mine = message.reactions.find((reaction) => reaction.author !== "contact")?.emoji;
  const pick = (emoji: string) => {
    react.mutate(emoji === mine ? null : emoji);
    onDone();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    // Elsewhere the same key leaves the conversation.
    event.preventDefault();
    onDone();
  };
  return (
    <div role="group" aria-label={t("thread.react")} className="flex" onKeyDown={onKeyDown}>
      {FACES.map((emoji, index) => (
        <button
          key={emoji}
          ref={(button) => {
            if (index === 0) button?.focus();
          }}
          type="button"
          aria-pressed={emoji === mine}
          aria-label={t(emoji === mine ? "thread.unreactWith" : "thread.reactWith", { emoji })}
          onClick={() => pick(emoji)}
          className="grid size-9 place-items-center rounded-lg text-[17px] hover:bg-sunken aria-pressed:bg-mata-soft"
        >
          {emoji}
        </button>
      ))}
    </div>
  );
}
