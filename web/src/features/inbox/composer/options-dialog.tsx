import { Plus, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { IconButton } from "@/shared/ui/icon-button";
import { Input } from "@/shared/ui/input";
import { Segmented } from "@/shared/ui/segmented";
import { Textarea } from "@/shared/ui/textarea";
import { Choices } from "../thread/choices";
import { ExtraDialog, type ExtraDialogProps } from "./extra-dialog";
import { useSendExtra } from "./use-send";

type Kind = "options" | "link";
/** Characters of a button's title; what the strictest channel takes. */
const TITLE = 20;
const MOST = 10;

/** A question with buttons to tap, or a text with one button that opens a page. */
export function OptionsDialog({ conversation, can, onClose }: ExtraDialogProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const canAsk = can.max_buttons > 0 || can.max_rows > 0;
  const [kind, setKind] = useState<Kind>(canAsk ? "options" : "link");
  const [text, setText] = useState("");
  const [titles, setTitles] = useState(["", ""]);
  const [url, setUrl] = useState("https://");
  const send = useSendExtra(conversation.id);
  const options = titles.map((title) => title.trim()).filter(Boolean).map((title, index) => ({ id: `option-${index + 1}`, title, description: null }));
  const label = titles[0]?.trim() ?? "";
  const address = URL.canParse(url) && /^https?:$/.test(new URL(url).protocol) ? url : null;
  const link = label && address ? { title: label, url: address } : null;
  const extra = kind === "link" ? link && { link } : options.length > 0 ? { options } : null;
  const set = (index: number, title: string) => setTitles((now) => now.map((one, at) => (at === index ? title : one)));
  const most = Math.min(MOST, Math.max(can.max_buttons, can.max_rows));
  return (
    <ExtraDialog title={t("inbox:more.options")} ready={text.trim() !== "" && extra !== null} onSend={() => extra && send({ text: text.trim(), extra })} onClose={onClose}>
      {canAsk && can.links && (
        <Segmented
          label={t("options.kind")}
          value={kind}
          onChange={setKind}
          items={[
            { value: "options", label: t("options.choices") },
            { value: "link", label: t("options.link") },
          ]}
        />
      )}
      <Field label={t("options.text")}>
        {(control) => <Textarea {...control} value={text} maxLength={1024} onChange={(event) => setText(event.target.value)} />}
      </Field>
      {kind === "link" ? (
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label={t("options.label")}>
            {(control) => <Input {...control} value={titles[0]} maxLength={TITLE} onChange={(event) => set(0, event.target.value)} />}
          </Field>
          <Field label={t("options.url")}>
            {(control) => <Input {...control} type="url" value={url} onChange={(event) => setUrl(event.target.value)} />}
          </Field>
        </div>
      ) : (
        <fieldset className="grid gap-2">
          <legend className="mb-1.5 text-[13px] font-medium text-ink-2">{t("options.titles")}</legend>
          {titles.map((title, index) => (
            <div key={index} className="flex gap-2">
              <Input aria-label={t("options.title", { number: index + 1 })} value={title} maxLength={TITLE} onChange={(event) => set(index, event.target.value)} />
              <IconButton label={t("options.remove", { number: index + 1 })} disabled={titles.length === 1} onClick={() => setTitles(titles.filter((_, at) => at !== index))}>
                <X aria-hidden />
              </IconButton>
            </div>
          ))}
          {titles.length < most && (
            <Button variant="ghost" size="sm" className="justify-self-start" onClick={() => setTitles([...titles, ""])}>
              <Plus aria-hidden />
              {t("options.add")}
            </Button>
          )}
        </fieldset>
      )}
      {(text.trim() || extra) && (
        <div aria-label={t("options.preview")} role="group" className="w-72 max-w-full rounded-2xl bg-mata-soft px-3 py-2">
          <p className="[overflow-wrap:anywhere] whitespace-pre-wrap">{text}</p>
          {extra && <Choices options={kind === "options" ? options : []} payload={link && kind === "link" ? { link } : {}} chosen={null} />}
        </div>
      )}
    </ExtraDialog>
  );
}
