import { useQueryClient } from "@tanstack/react-query";
import { ArrowUp, Lock, Paperclip, X } from "lucide-react";
import { type ClipboardEvent, type DragEvent, type KeyboardEvent, type Ref, useId, useImperativeHandle, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Conversation, Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { useNow } from "@/shared/hooks/use-now";
import { Button } from "@/shared/ui/button";
import { IconButton } from "@/shared/ui/icon-button";
import { enqueue } from "../outbox";
import type { Standing } from "../standing";
import { QuoteBlock } from "../thread/quote-block";
import { CannedList, optionId } from "./canned-list";
import { ComposerNotice } from "./composer-notice";
import { ModeSwitch } from "./mode-switch";
import { UploadChips } from "./upload-chips";
import { useCanned } from "./use-canned";
import { type Draft, type Mode, useDraft } from "./use-draft";
import { useUploads } from "./use-uploads";
import { WindowClock } from "./window-clock";

export type ComposerHandle = {
  write: (mode: Mode) => void;
  quote: (message: Message) => void;
};

type ComposerProps = {
  ref: Ref<ComposerHandle>;
  conversation: Conversation;
  contactName: string;
  standing: Standing;
  onTake: () => void;
};

const LONGEST = 4096;

/** Where a reply or a note is written. It owns its text, so that typing redraws nothing else. */
export function Composer({ ref, conversation, contactName, standing, onTake }: ComposerProps) {
  const { t } = useTranslation("inbox");
  const windowClosed = Date.parse(conversation.window_closes_at ?? "") < useNow();
  if (!standing.answers) return <p className="px-6 py-4 text-center text-[13px] text-ink-2">{t("composer.viewer")}</p>;
  return (
    <div className="shrink-0 px-3 pb-3 md:px-6">
      <div className="mx-auto max-w-[760px]">
        <ComposerNotice conversation={conversation} standing={standing} windowClosed={windowClosed} onTake={onTake} />
        <Box ref={ref} conversation={conversation} contactName={contactName} replyBlocked={windowClosed || standing.taken} />
      </div>
    </div>
  );
}

type BoxProps = Pick<ComposerProps, "ref" | "conversation" | "contactName"> & { replyBlocked: boolean };

function Box({ ref, conversation, contactName, replyBlocked }: BoxProps) {
  const { t } = useTranslation("inbox");
  const [draft, change] = useDraft(conversation.id, true);
  const { uploads, add, remove, clear } = useUploads();
  const [over, setOver] = useState(false);
  const send = useSend(conversation.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const listId = useId();
  const note = draft.mode === "note";
  const blocked = replyBlocked && !note;
  // At once, so that no key typed right after is lost.
  const changeAndFocus = (next: Partial<Draft>) => {
    flushSync(() => change(next));
    field.current?.focus();
  };
  const canned = useCanned(note ? "" : draft.text, (reply) => change({ text: reply.text }));
  const files = note ? [] : uploads;
  const ready = !blocked && (draft.text.trim() !== "" || files.some((upload) => upload.file)) && files.every((upload) => upload.file);

  useImperativeHandle(ref, () => ({
    write: (mode) => changeAndFocus({ mode, ...(mode === "note" && { quote: null }) }),
    quote: ({ id, text, author }) => changeAndFocus({ mode: "reply", quote: { id, text, author } }),
  }));

  const submit = () => {
    if (!ready) return;
    send(draft, files.flatMap((upload) => upload.file ?? []));
    change({ text: "", mode: "reply", quote: null });
    clear();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (canned.onKey(event.key)) return event.preventDefault();
    if (event.key === "Escape") return event.currentTarget.blur();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  };
  const onPaste = (event: ClipboardEvent) => {
    if (event.clipboardData.files.length === 0 || note || blocked) return;
    event.preventDefault();
    add(event.clipboardData.files);
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    if (!note && !blocked) add(event.dataTransfer.files);
  };
  const activeReply = canned.found[canned.active];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
      className={cn(
        "relative rounded-2xl border shadow-lift focus-within:border-mata",
        note ? "border-[color-mix(in_oklab,var(--ipe)_75%,transparent)] bg-ipe-soft focus-within:border-ipe" : "bg-surface",
        over && "ring-2 ring-mata",
      )}
    >
      {canned.open && <CannedList id={listId} found={canned.found} active={canned.active} onPick={(reply) => change({ text: reply.text })} />}
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-2 pt-2">
        <ModeSwitch value={draft.mode} onChange={(mode) => change({ mode, quote: null })} />
        {!note && <WindowClock closesAt={conversation.window_closes_at} />}
      </div>
      {draft.quote && <QuoteBar quote={draft.quote} contactName={contactName} onRemove={() => change({ quote: null })} />}
      {!note && <UploadChips uploads={uploads} onRemove={remove} />}
      <textarea
        ref={field}
        rows={2}
        value={draft.text}
        maxLength={LONGEST}
        disabled={blocked}
        onChange={(event) => change({ text: event.target.value })}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
        aria-label={t(note ? "composer.note" : "composer.reply")}
        aria-autocomplete="list"
        aria-controls={canned.open && activeReply ? listId : undefined}
        aria-activedescendant={activeReply && optionId(listId, activeReply)}
        placeholder={over ? t("composer.drop") : t(note ? "composer.notePlaceholder" : "composer.replyPlaceholder")}
        className="field-sizing-content block max-h-40 min-h-[52px] w-full resize-none bg-transparent px-3.5 py-2 text-[14px] outline-none placeholder:text-ink-3 focus-visible:outline-none disabled:opacity-60"
      />
      <div className="flex items-center gap-1 px-2 pb-2">
        {!note && <AttachButton disabled={blocked} onFiles={add} />}
        <span className="hidden pl-1 text-[12px] text-ink-3 sm:inline">{t("composer.hint")}</span>
        <Button
          type="submit"
          size="sm"
          variant="primary"
          disabled={!ready}
          className={cn("ml-auto", note && "bg-ipe text-[oklch(.3_.06_80)]")}
        >
          {t(note ? "composer.saveNote" : "composer.send")}
          {note ? <Lock aria-hidden /> : <ArrowUp aria-hidden />}
        </Button>
      </div>
    </form>
  );
}

type QuoteBarProps = { quote: NonNullable<Draft["quote"]>; contactName: string; onRemove: () => void };

function QuoteBar({ quote, contactName, onRemove }: QuoteBarProps) {
  const { t } = useTranslation("inbox");
  return (
    <div className="flex items-center gap-2 px-3 pt-2">
      <QuoteBlock quote={quote} contactName={contactName} className="min-w-0 flex-1" />
      <IconButton label={t("composer.unquote")} onClick={onRemove}>
        <X aria-hidden />
      </IconButton>
    </div>
  );
}

function AttachButton({ disabled, onFiles }: { disabled: boolean; onFiles: (files: Iterable<File>) => void }) {
  const { t } = useTranslation("inbox");
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton label={t("composer.attach")} disabled={disabled} onClick={() => input.current?.click()}>
        <Paperclip aria-hidden />
      </IconButton>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles(event.target.files ?? []);
          event.target.value = "";
        }}
      />
    </>
  );
}

/** One message per file; the text goes with the first one. */
function useSend(conversationId: string) {
  const client = useQueryClient();
  return ({ text, mode, quote }: Draft, files: { id: string; mime_type: string; filename: string | null; size: number }[]) => {
    const base = { conversation_id: conversationId, kind: mode, quote };
    const words = text.trim() || null;
    if (files.length === 0) return enqueue(client, { ...base, text: words, file: null });
    files.forEach((file, index) => enqueue(client, { ...base, text: index === 0 ? words : null, file }));
  };
}
