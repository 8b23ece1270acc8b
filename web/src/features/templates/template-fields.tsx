import { Braces, Plus, X } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import type { ChannelLine } from "@/api/types";
import { type Button as TemplateButton, type Content, variablesIn } from "@/shared/templates/fill";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { IconButton } from "@/shared/ui/icon-button";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { Textarea } from "@/shared/ui/textarea";
import { LANGUAGES } from "./languages";

type TemplateFieldsProps = {
  content: Content;
  onChange: (content: Content) => void;
  channels: ChannelLine[];
  channelId: string;
  onChannel: (id: string) => void;
  /** Nothing can change any more. */
  fixed: boolean;
  /** It exists: its channel stays. */
  kept: boolean;
};

export function TemplateFields({ content, onChange, channels, channelId, onChannel, fixed, kept }: TemplateFieldsProps) {
  const { t } = useTranslation("templates");
  const body = useRef<HTMLTextAreaElement>(null);
  const set = (change: Partial<Content>) => onChange({ ...content, ...change });
  const variables = variablesIn(content.body);
  const insert = () => {
    const field = body.current;
    const at = field?.selectionStart ?? content.body.length;
    const variable = `{{${(variables.at(-1) ?? 0) + 1}}}`;
    set({ body: content.body.slice(0, at) + variable + content.body.slice(field?.selectionEnd ?? at) });
    field?.focus();
  };
  return (
    <fieldset disabled={fixed} className="grid gap-4">
      {channels.length > 1 && (
        <Field label={t("channel")}>
          {(control) => (
            <Select {...control} value={channelId} disabled={kept} onChange={(event) => onChannel(event.target.value)}>
              {channels.map((channel) => (
                <option key={channel.id} value={channel.id}>
                  {channel.name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      )}
      <Field label={t("name")} hint={t("nameHint")}>
        {(control) => (
          <Input {...control} value={content.name} maxLength={512} autoComplete="off" onChange={(event) => set({ name: event.target.value.toLowerCase().replace(/[\s-]+/g, "_") })} />
        )}
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t("language")}>
          {(control) => (
            <Select {...control} value={content.language} onChange={(event) => set({ language: event.target.value })}>
              {[...new Set([...LANGUAGES, content.language])].map((language) => (
                <option key={language}>{language}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("categoryLabel")} hint={t(`categoryHint.${content.category as "utility"}`)}>
          {(control) => (
            <Select {...control} value={content.category} onChange={(event) => set({ category: event.target.value })}>
              {(["utility", "marketing", "authentication"] as const).map((category) => (
                <option key={category} value={category}>
                  {t(`category.${category}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Field label={t("header")} hint={t("headerHint")}>
        {(control) => <Input {...control} value={content.header} maxLength={80} onChange={(event) => set({ header: event.target.value })} />}
      </Field>
      {variablesIn(content.header).length > 0 && (
        <Field label={t("headerExample")}>
          {(control) => <Input {...control} value={content.header_example} onChange={(event) => set({ header_example: event.target.value })} />}
        </Field>
      )}
      <div>
        <Field label={t("body")} hint={t("bodyHint", { left: 1024 - content.body.length })}>
          {(control) => <Textarea {...control} ref={body} className="min-h-36" value={content.body} maxLength={1200} onChange={(event) => set({ body: event.target.value })} />}
        </Field>
        <Button size="sm" variant="ghost" className="mt-1 -ml-2" onClick={insert}>
          <Braces aria-hidden />
          {t("insert")}
        </Button>
      </div>
      {variables.map((number) => (
        <Field key={number} label={t("exampleOf", { number })} hint={number === 1 ? t("exampleHint") : undefined}>
          {(control) => <Input {...control} value={content.examples[number - 1] ?? ""} onChange={(event) => set({ examples: placed(content.examples, number - 1, event.target.value) })} />}
        </Field>
      ))}
      <Field label={t("footer")} hint={t("footerHint")}>
        {(control) => <Input {...control} value={content.footer} maxLength={80} onChange={(event) => set({ footer: event.target.value })} />}
      </Field>
      <Buttons buttons={content.buttons} onChange={(buttons) => set({ buttons })} />
    </fieldset>
  );
}

/** The list with one value set, filled up to it. */
function placed(values: readonly string[], index: number, value: string): string[] {
  return Array.from({ length: Math.max(values.length, index + 1) }, (_, at) => (at === index ? value : (values[at] ?? "")));
}

const MOST = 10;

function Buttons({ buttons, onChange }: { buttons: TemplateButton[]; onChange: (buttons: TemplateButton[]) => void }) {
  const { t } = useTranslation("templates");
  const set = (index: number, change: Partial<TemplateButton>) => onChange(buttons.map((button, at) => (at === index ? { ...button, ...change } : button)));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 text-[13px] font-medium text-ink-2">{t("buttons")}</legend>
      {buttons.map((button, index) => (
        <div key={index} className="flex flex-wrap items-start gap-2 rounded-xl border p-2">
          <Select aria-label={t("buttonKind", { number: index + 1 })} className="w-40" value={button.kind} onChange={(event) => set(index, { kind: event.target.value as TemplateButton["kind"], value: "" })}>
            {(["reply", "url", "phone"] as const).map((kind) => (
              <option key={kind} value={kind}>
                {t(`kind.${kind}`)}
              </option>
            ))}
          </Select>
          <Input aria-label={t("buttonTitle", { number: index + 1 })} placeholder={t("buttonTitlePlaceholder")} className="w-auto min-w-36 flex-1" maxLength={25} value={button.title} onChange={(event) => set(index, { title: event.target.value })} />
          {button.kind !== "reply" && (
            <Input
              aria-label={t("buttonValue", { number: index + 1 })}
              placeholder={t(button.kind === "url" ? "urlPlaceholder" : "phonePlaceholder")}
              className="w-auto min-w-48 flex-1"
              value={button.value}
              onChange={(event) => set(index, { value: event.target.value })}
            />
          )}
          <IconButton label={t("buttonRemove", { number: index + 1 })} onClick={() => onChange(buttons.filter((_, at) => at !== index))}>
            <X aria-hidden />
          </IconButton>
        </div>
      ))}
      {buttons.length < MOST && (
        <Button size="sm" variant="ghost" className="-ml-2 justify-self-start" onClick={() => onChange([...buttons, { kind: "reply", title: "", value: "" }])}>
          <Plus aria-hidden />
          {t("buttonAdd")}
        </Button>
      )}
    </fieldset>
  );
}
