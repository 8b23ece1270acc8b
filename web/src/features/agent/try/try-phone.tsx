import { ArrowUp, CircleHelp } from "lucide-react";
import { useEffect, useRef, useState, type KeyboardEvent } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { cn } from "@/shared/cn";
import { Avatar } from "@/shared/ui/avatar";
import { Button } from "@/shared/ui/button";
import { RichText } from "@/shared/ui/rich-text";
import type { Line, RehearsalState } from "./use-rehearsal";

/** The pretended customer's phone. */
export function TryPhone({ name, rehearsal }: { name: string; rehearsal: RehearsalState }) {
  const { t } = useTranslation("agent");
  const text = useErrorText();
  const box = useRef<HTMLDivElement>(null);
  const { lines, thinking, error } = rehearsal;
  useEffect(() => {
    box.current?.scrollTo({ top: box.current.scrollHeight });
  }, [lines.length, thinking]);
  return (
    <section aria-label={t("try.phone")} className="flex h-[min(620px,70dvh)] flex-col overflow-hidden rounded-[28px] border-4 border-line-strong bg-sunken">
      <header className="flex items-center gap-2.5 border-b bg-surface px-4 py-2.5">
        <Avatar name={name} size={30} />
        <p className="min-w-0 flex-1 truncate font-medium">{name}</p>
      </header>
      <div ref={box} role="log" aria-label={t("try.log")} tabIndex={0} className="scroll-thin flex min-h-0 flex-1 flex-col gap-2 overflow-y-auto p-3 -outline-offset-2">
        {lines.length === 0 && <Suggestions onAsk={rehearsal.say} />}
        {lines.map((line, index) => (
          <Bubble
            key={line.id}
            line={line}
            last={index === lines.length - 1 && !thinking}
            explained={line.answer !== undefined && line.id === rehearsal.explained?.id}
            onChoose={rehearsal.say}
            onExplain={() => rehearsal.choose(line.id)}
          />
        ))}
        {thinking && <p className="self-start rounded-2xl bg-surface px-3 py-2 text-[13px] text-ink-3 shadow-lift">{t("try.thinking")}</p>}
        {error && (
          <p role="alert" className="text-[13px] text-urucum-text">
            {text(error)}
          </p>
        )}
      </div>
      <Composer disabled={thinking} onSay={rehearsal.say} />
    </section>
  );
}

type BubbleProps = { line: Line; last: boolean; explained: boolean; onChoose: (title: string, id: string) => void; onExplain: () => void };

function Bubble({ line, last, explained, onChoose, onExplain }: BubbleProps) {
  const { t } = useTranslation("agent");
  const options = line.answer?.options ?? [];
  return (
    <div
      className={cn(
        "max-w-[88%] shrink-0 overflow-hidden rounded-2xl px-3 py-2 text-[14px] shadow-lift",
        line.mine ? "self-end rounded-br-md bg-mata-soft" : "self-start rounded-bl-md bg-surface",
        explained && "ring-2 ring-ia",
      )}
    >
      <span className="sr-only">{t(line.mine ? "try.you" : "try.agent")}</span>
      {line.text ? <RichText text={line.text} /> : <p className="text-ink-3 italic">{t("try.silent")}</p>}
      {options.length > 0 && (
        <div role="group" aria-label={t("try.options")} className="-mx-3 mt-2 divide-y border-y">
          {options.map((option) => (
            <button
              key={option.id}
              type="button"
              disabled={!last}
              onClick={() => onChoose(option.title, option.id)}
              className="block w-full px-3 py-2 text-center text-[13.5px] font-medium text-ceu-text enabled:hover:bg-sunken disabled:text-ink-3"
            >
              {option.title}
            </button>
          ))}
        </div>
      )}
      {line.answer && (
        <button type="button" aria-pressed={explained} onClick={onExplain} className="mt-1.5 flex items-center gap-1 text-[12px] font-medium text-ia-text hover:underline">
          <CircleHelp className="size-3.5" aria-hidden />
          {t("try.why")}
        </button>
      )}
    </div>
  );
}

function Suggestions({ onAsk }: { onAsk: (text: string) => void }) {
  const { t } = useTranslation("agent");
  return (
    <div className="m-auto grid gap-3 py-4 text-center">
      <p className="mx-auto max-w-[28ch] text-[13.5px] text-balance text-ink-3">{t("try.start")}</p>
      <ul aria-label={t("try.suggestions")} className="grid justify-items-center gap-1.5">
        {t("try.ask", { returnObjects: true }).map((question) => (
          <li key={question}>
            <button
              type="button"
              onClick={() => onAsk(question)}
              className="rounded-full border border-line-strong bg-surface px-3.5 py-1.5 text-[13.5px] text-mata-text hover:bg-mata-soft"
            >
              {question}
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Composer({ disabled, onSay }: { disabled: boolean; onSay: (text: string) => void }) {
  const { t } = useTranslation("agent");
  const [text, setText] = useState("");
  const send = () => {
    if (!text.trim() || disabled) return;
    onSay(text.trim());
    setText("");
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="flex items-end gap-2 border-t bg-surface p-2.5">
      <textarea
        rows={1}
        value={text}
        maxLength={4096}
        aria-label={t("try.placeholder")}
        placeholder={t("try.placeholder")}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={onKeyDown}
        className="field-sizing-content max-h-28 min-h-9 min-w-0 flex-1 resize-none rounded-[18px] bg-sunken px-3.5 py-2 text-[14px] leading-5 placeholder:text-ink-3"
      />
      <Button variant="primary" size="icon" aria-label={t("try.send")} disabled={disabled} onClick={send} className="size-9 rounded-full">
        <ArrowUp aria-hidden />
      </Button>
    </div>
  );
}
