import { type KeyboardEvent, type Ref, useId } from "react";
import { useTranslation } from "react-i18next";
import { OptionList, optionId } from "./option-list";
import { useCanned } from "./use-canned";
import { typedName, useMention } from "./use-mention";

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

/** The text itself. "/" offers canned replies, "@" in a note colleagues; Enter sends, except on a phone, where it is
 * how one breaks a line. */
export function WritingField({ ref, text, contactId, note, disabled, dropping, onChange, onSubmit }: WritingFieldProps) {
  const { t } = useTranslation("inbox");
  const listId = useId();
  const canned = useCanned(note ? "" : text, contactId, (reply) => onChange(reply.text));
  const mention = useMention(text, note, ({ name }) => onChange(`${text.slice(0, text.length - (typedName(text)?.length ?? 0))}${name} `));
  const offered = note ? mention : canned;
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.nativeEvent.isComposing) return;
    if (offered.onKey(event.key)) return event.preventDefault();
    if (event.key === "Escape") return event.currentTarget.blur();
    if (event.key !== "Enter" || event.shiftKey || matchMedia("(pointer: coarse)").matches) return;
    event.preventDefault();
    onSubmit();
  };
  const hint = dropping ? "composer.drop" : note ? "composer.notePlaceholder" : "composer.replyPlaceholder";
  const active = offered.found.length > 0;
  return (
    <>
      {canned.open && (
        <OptionList
          id={listId}
          label={t("composer.canned")}
          empty={t("composer.cannedEmpty")}
          options={canned}
          draw={({ shortcut, title, text: words }) => (
            <>
              <b className="text-[13px] font-semibold">/{shortcut}</b> <span className="text-ink-2">{title}</span>
              <p className="truncate text-[12.5px] text-ink-3">{words}</p>
            </>
          )}
        />
      )}
      {mention.open && <OptionList id={listId} label={t("composer.colleagues")} empty="" options={mention} draw={({ name }) => name} />}
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
        aria-controls={active ? listId : undefined}
        aria-activedescendant={active ? optionId(listId, offered.active) : undefined}
        placeholder={t(hint)}
        className="field-sizing-content block max-h-40 min-h-[52px] w-full resize-none bg-transparent px-3.5 py-2 text-[14px] outline-none placeholder:text-ink-3 focus-visible:outline-none disabled:opacity-60"
      />
    </>
  );
}
