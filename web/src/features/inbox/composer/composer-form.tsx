import { ArrowUp, Lock, Mic } from "lucide-react";
import { lazy, type RefObject, Suspense, type SyntheticEvent, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Capabilities, Conversation } from "@/api/types";
import { cn } from "@/shared/cn";
import { Button } from "@/shared/ui/button";
import { IconButton } from "@/shared/ui/icon-button";
import { withDeskTexts, withExtras } from "../with-extras";
import { AttachButton } from "./attach-button";
import { ModeSwitch } from "./mode-switch";
import { QuoteBar } from "./quote-bar";
import { type Draft, inMode } from "./use-draft";
import { useDrop } from "./use-drop";
import { useSend } from "./use-send";
import { useUploads } from "./use-uploads";
import { WindowClock } from "./window-clock";
import { WritingField } from "./writing-field";

const ImproveMenu = lazy(async () => ({ default: (await withDeskTexts(import("./improve-menu"))).ImproveMenu }));
const MoreMenu = lazy(async () => ({ default: (await import("./more-menu")).MoreMenu }));
const Recorder = lazy(async () => ({ default: (await withExtras(import("./recorder"))).Recorder }));
const UploadChips = lazy(async () => ({ default: (await import("./upload-chips")).UploadChips }));
const TemplatePicker = lazy(async () => ({ default: (await withExtras(import("../templates/template-picker"))).TemplatePicker }));

type ComposerFormProps = {
  field: RefObject<HTMLTextAreaElement | null>;
  conversation: Conversation;
  contactName: string;
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  /** A reply cannot be sent now; the notice above says why. */
  blocked: boolean;
  /** Only a template may be sent. */
  templateOnly: boolean;
  can: Capabilities | undefined;
};

export function ComposerForm({ field, conversation, contactName, draft, onChange, blocked, templateOnly, can }: ComposerFormProps) {
  const { t } = useTranslation("inbox");
  const { uploads, add, remove, clear } = useUploads();
  const send = useSend(conversation.id);
  const note = draft.mode === "note";
  const files = note ? [] : uploads;
  const drop = useDrop(add, !note && !blocked);
  const stored = files.flatMap((upload) => upload.file ?? []);
  const ready = !blocked && stored.length === files.length && (draft.text.trim() !== "" || stored.length > 0);
  const [recording, setRecording] = useState(false);
  /** Sending was asked for while files were still on their way up: it happens when they are there. */
  const [asked, setAsked] = useState(false);
  const onTheWay = !blocked && files.some((upload) => !upload.file && !upload.error);
  const submit = (event?: SyntheticEvent) => {
    event?.preventDefault();
    setAsked(!ready && onTheWay);
    if (!ready) return;
    send(draft, stored);
    onChange({ ...inMode({ ...draft, text: "" }, "reply"), quote: null });
    clear();
  };
  const rewrite = (text: string) => {
    onChange({ text });
    field.current?.focus();
  };
  useEffect(() => {
    // eslint-disable-next-line react-hooks/set-state-in-effect -- what ends the wait is the network, not a click
    if (asked && !onTheWay) submit();
  });
  return (
    <form
      onSubmit={submit}
      {...drop.target}
      className={cn(
        "relative rounded-2xl border shadow-lift focus-within:border-mata",
        note ? "border-[color-mix(in_oklab,var(--ipe)_75%,transparent)] bg-ipe-soft focus-within:border-ipe" : "bg-surface",
        drop.over && "ring-2 ring-mata",
      )}
    >
      <div className="flex flex-wrap items-center gap-x-2 gap-y-1 px-2 pt-2">
        <ModeSwitch value={draft.mode} onChange={(mode) => onChange(inMode(draft, mode))} />
        {!note && <WindowClock closesAt={conversation.window_closes_at} />}
      </div>
      {templateOnly ? (
        <Suspense fallback={<div className="h-40" />}>
          <div className="scroll-thin max-h-[58dvh] overflow-y-auto">
            <TemplatePicker conversation={conversation} contactName={contactName} />
          </div>
        </Suspense>
      ) : (
        <>
          {draft.quote && <QuoteBar quote={draft.quote} contactName={contactName} onRemove={() => onChange({ quote: null })} />}
          <Suspense>{files.length > 0 && <UploadChips uploads={files} onRemove={remove} />}</Suspense>
          <WritingField
            ref={field}
            text={draft.text}
            contactId={conversation.contact.id}
            note={note}
            disabled={blocked}
            dropping={drop.over}
            onChange={(text) => onChange({ text })}
            onSubmit={submit}
          />
          {recording && (
            <Suspense>
              <Recorder conversationId={conversation.id} onClose={() => setRecording(false)} />
            </Suspense>
          )}
          <div className={cn("flex items-center gap-1 px-2 pb-2", recording && "hidden")}>
            {!note && <AttachButton disabled={blocked} onFiles={add} />}
            {!note && (
              <Suspense fallback={<span className="size-8" />}>
                <MoreMenu
                  conversation={conversation}
                  contactName={contactName}
                  disabled={blocked}
                  can={can}
                  text={draft.text}
                  onTextTaken={() => onChange({ text: "" })}
                />
              </Suspense>
            )}
            {!note && can?.media.includes("audio") && (
              <IconButton label={t("composer.record")} disabled={blocked} onClick={() => setRecording(true)}>
                <Mic aria-hidden />
              </IconButton>
            )}
            {!note && (
              <Suspense>
                <ImproveMenu conversationId={conversation.id} text={draft.text} disabled={blocked} onChange={rewrite} />
              </Suspense>
            )}
            <span className="hidden pl-1 text-[12px] text-ink-2 2xl:inline">{t("composer.hint")}</span>
            <Button type="submit" size="sm" variant="primary" disabled={!ready} className={cn("ml-auto", note && "bg-ipe text-[oklch(.3_.06_80)]")}>
              {t(note ? "composer.saveNote" : "composer.send")}
              {note ? <Lock aria-hidden /> : <ArrowUp aria-hidden />}
            </Button>
          </div>
        </>
      )}
    </form>
  );
}
