import { lazy, type Ref, Suspense, useImperativeHandle, useRef } from "react";
import { flushSync } from "react-dom";
import { useTranslation } from "react-i18next";
import type { Capabilities, Conversation, Message } from "@/api/types";
import { useNow } from "@/shared/hooks/use-now";
import type { Standing } from "../standing";
import { withDeskTexts } from "../with-extras";
import { ComposerNotice } from "./composer-notice";
import { ComposerForm } from "./composer-form";
import { type Draft, inMode, type Mode, useDraft } from "./use-draft";

const ComposerAids = lazy(async () => ({ default: (await withDeskTexts(import("./composer-aids"))).ComposerAids }));

export type ComposerHandle = {
  write: (mode: Mode) => void;
  quote: (message: Message) => void;
};

type ComposerProps = {
  ref: Ref<ComposerHandle>;
  conversation: Conversation;
  contactName: string;
  standing: Standing;
  /** Of the channel; undefined until known. */
  can: Capabilities | undefined;
  onTake: () => void;
};

/** Where a reply or a note is written. It owns its text, so that typing redraws nothing else. */
export function Composer({ standing, ...props }: ComposerProps) {
  const { t } = useTranslation("inbox");
  if (standing.answers) return <Desk standing={standing} {...props} />;
  return <p className="px-6 py-4 text-center text-[13px] text-ink-2">{t("composer.viewer")}</p>;
}

function Desk({ ref, conversation, contactName, standing, can, onTake }: ComposerProps) {
  const [draft, change] = useDraft(conversation.id);
  const field = useRef<HTMLTextAreaElement>(null);
  const windowClosed = Date.parse(conversation.window_closes_at ?? "") < useNow();
  const note = draft.mode === "note";
  // At once, so that no key typed right after is lost.
  const changeAndFocus = (next: Partial<Draft>) => {
    flushSync(() => change(next));
    field.current?.focus();
  };
  useImperativeHandle(ref, () => ({
    write: (mode) => changeAndFocus(inMode(draft, mode)),
    quote: ({ id, text, author }) => changeAndFocus({ ...inMode(draft, "reply"), quote: { id, text, author } }),
  }));
  return (
    <div className="shrink-0 px-3 pb-3 md:px-6">
      <div className="mx-auto max-w-[760px]">
        <ComposerNotice conversation={conversation} standing={standing} windowClosed={windowClosed} templates={can?.templates === true} note={note} onTake={onTake} />
        <Suspense>
          <ComposerAids conversation={conversation} standing={standing} draft={draft} onUse={(text) => changeAndFocus({ ...inMode(draft, "reply"), text })} />
        </Suspense>
        <ComposerForm
          field={field}
          conversation={conversation}
          contactName={contactName}
          draft={draft}
          onChange={change}
          blocked={!note && (windowClosed || standing.taken)}
          templateOnly={!note && windowClosed && !standing.taken && can?.templates === true}
          can={can}
        />
      </div>
    </div>
  );
}
