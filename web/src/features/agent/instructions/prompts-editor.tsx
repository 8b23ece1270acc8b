import { RotateCcw } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Segmented } from "@/shared/ui/segmented";
import { Textarea } from "@/shared/ui/textarea";
import type { Agent, Draft } from "../agents";

type Prompts = Draft["prompts"];
type PromptsEditorProps = { agent: Agent; prompts: Prompts; onChange: (prompts: Prompts) => void };

const SITUATIONS = ["answer", "classification", "escalation", "follow_up"] as const satisfies readonly (keyof Prompts)[];

/** What a language model is told in each of four situations. Empty means as shipped. */
export function PromptsEditor({ agent, prompts, onChange }: PromptsEditorProps) {
  const { t } = useTranslation("agent");
  const [open, setOpen] = useState<keyof Prompts>("answer");
  const field = useRef<HTMLTextAreaElement>(null);
  const own = prompts[open].trim() !== "";
  const text = own ? prompts[open] : agent.default_prompts[open];
  const write = (written: string) => onChange({ ...prompts, [open]: written === agent.default_prompts[open] ? "" : written });
  const insert = (variable: string) => {
    const [from, to] = [field.current?.selectionStart ?? text.length, field.current?.selectionEnd ?? text.length];
    write(`${text.slice(0, from)}{{${variable}}}${text.slice(to)}`);
    field.current?.focus();
  };
  return (
    <div className="grid gap-3 rounded-xl border p-4">
      <div className="flex flex-wrap items-center gap-2">
        <h2 className="font-medium">{t("prompts.title")}</h2>
        <Badge tone={own ? "ceu" : "neutral"}>{t(own ? "prompts.own" : "prompts.shipped")}</Badge>
        {own && (
          <Button size="sm" variant="ghost" className="ml-auto" onClick={() => onChange({ ...prompts, [open]: "" })}>
            <RotateCcw aria-hidden />
            {t("prompts.restore")}
          </Button>
        )}
      </div>
      <p className="text-[13px] text-ink-3">{t("prompts.hint")}</p>
      <Segmented
        label={t("prompts.situation")}
        value={open}
        onChange={setOpen}
        items={SITUATIONS.map((value) => ({ value, label: t(`prompts.${value}`) }))}
        className="flex-wrap"
      />
      <Textarea
        ref={field}
        aria-label={t(`prompts.${open}`)}
        value={text}
        maxLength={20_000}
        onChange={(event) => write(event.target.value)}
        className="max-h-[420px] min-h-40 font-mono text-[13px] leading-relaxed"
      />
      <p className="flex flex-wrap items-center gap-1.5 text-[12.5px] text-ink-3">
        {t("prompts.variables")}
        {agent.prompt_variables.map((variable) => (
          <button
            key={variable}
            type="button"
            title={t("prompts.insert", { variable })}
            onClick={() => insert(variable)}
            className="rounded-full bg-ceu-soft px-2 py-px font-mono text-[11.5px] leading-[18px] text-ceu-text"
          >
            {`{{${variable}}}`}
          </button>
        ))}
      </p>
    </div>
  );
}
