import { ArrowUp } from "lucide-react";
import { useState, type KeyboardEvent, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";

type PhoneComposerProps = { inputRef: RefObject<HTMLTextAreaElement | null>; onSay: (text: string) => void };

export function PhoneComposer({ inputRef, onSay }: PhoneComposerProps) {
  const { t } = useTranslation("start");
  const [text, setText] = useState("");
  const send = () => {
    if (!text.trim()) return;
    onSay(text.trim());
    setText("");
    inputRef.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="flex items-end gap-2 border-t bg-surface p-2.5">
      <textarea
        ref={inputRef}
        rows={1}
        value={text}
        maxLength={4096}
        aria-label={t("phone.placeholder")}
        placeholder={t("phone.placeholder")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-28 min-h-9 min-w-0 flex-1 resize-none rounded-[18px] bg-sunken px-3.5 py-2 text-[14px] leading-5 placeholder:text-ink-3"
      />
      <Button variant="primary" size="icon" aria-label={t("phone.send")} onClick={send} className="size-9 rounded-full">
        <ArrowUp aria-hidden />
      </Button>
    </div>
  );
}
