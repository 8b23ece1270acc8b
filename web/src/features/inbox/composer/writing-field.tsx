import { type KeyboardEvent, type Ref, useId } from "react";
import { useTranslation } from "react-i18next";
import { CannedList, optionId } from "./canned-list";
import { useCanned } from "./use-canned";

/** Characters; the most a channel takes. */
const LONGEST = 4096;

type WritingFieldProps = {
  ref: Ref<HTMLTextAreaElement>;
  text: string;
  /** Whose name canned replies are filled in with. */
  contactId: string;
  note: boolean;
  disabled: boolean;
  /** A file is held over it. */
  dropping: boolean;
  onChange: (text: string) => void;
  onSubmit: () => void;
};

/** The text itself. "/" offers canned replies; Enter sends, except on a phone, where it is how one breaks a line. */
export function WritingField({ ref, text, contactId, note, disabled, dropping, onChange, onSubmit }: WritingFieldProps) {
  const { t } = useTranslation("inbox");
  const listId = useId();
  const canned = useCanned(note ? "" : text, contactId, (reply) => onChange(reply.text));
  const active = canned.found[canned.active];
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (canned.onKey(event.key)) return event.preventDefault();
    if (event.key === "Escape") return event.currentTarget.blur();
    if (event.key !== "Enter" || event.shiftKey || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    onSubmit();
  };
  const hint = dropping ? "composer.drop" : note ? "composer.notePlaceholder" : "composer.replyPlaceholder";
  return (
    <>
      {canned.open && <CannedList id={listId} found={canned.found} active={canned.active} onPick={(reply) => onChange(reply.text)} />}
      <textarea
        ref={ref}
        rows={2}
        value={text}
        maxLength={LONGEST}
        disabled={disabled}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        aria-label={t(note ? "composer.note" : "composer.reply")}
        aria-autocomplete="list"
        aria-controls={canned.open && active ? listId : undefined}
        aria-activedescendant={active && optionId(listId, active)}
        placeholder={t(hint)}
        className="field-sizing-content block max-h-40 min-h-[52px] w-full resize-none bg-transparent px-3.5 py-2 text-[14px] outline-none placeholder:text-ink-3 focus-visible:outline-none disabled:opacity-60"
      />
    </>
  );
}
