import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { Textarea } from "@/shared/ui/textarea";
import { usePhraseName } from "../phrase-name";

type Texts = Record<string, string[]>;
type PhrasesEditorProps = { texts: Texts; defaults: Texts; onChange: (texts: Texts) => void };

/** The agent's set phrases, by key; what the company does not write stays as shipped. */
export function PhrasesEditor({ texts, defaults, onChange }: PhrasesEditorProps) {
  const { t } = useTranslation("agent");
  const name = usePhraseName();
  const change = (key: string, written: string) => {
    const others = Object.entries(texts).filter(([other]) => other !== key);
    onChange(Object.fromEntries(written === "" ? others : [...others, [key, written.split("\n")]]));
  };
  return (
    <details className="rounded-xl border">
      <summary className="cursor-pointer px-4 py-2.5 font-medium text-ink-2">{t("phrases")}</summary>
      <div className="grid gap-4 border-t p-4">
        <p className="text-[13px] text-ink-3">{t("phrasesHint")}</p>
        {Object.entries(defaults).map(([key, shipped]) => (
          <Field key={key} label={name(key)}>
            {(control) => (
              <Textarea
                {...control}
                value={(texts[key] ?? []).join("\n")}
                placeholder={shipped.join("\n")}
                onChange={(event) => change(key, event.target.value)}
                className="min-h-10"
              />
            )}
          </Field>
        ))}
      </div>
    </details>
  );
}
