import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { Textarea } from "@/shared/ui/textarea";
import { usePhraseName } from "../phrase-name";

type Texts = Record<string, string[]>;
type GoalTextsProps = { shipped: Texts; own: Texts; onChange: (own: Texts) => void };

/** What the agent says on the way; what is left empty stays as shipped. One variant a line. */
export function GoalTexts({ shipped, own, onChange }: GoalTextsProps) {
  const { t } = useTranslation("agent");
  const name = usePhraseName();
  const change = (key: string, written: string) => {
    const others = Object.entries(own).filter(([other]) => other !== key);
    onChange(Object.fromEntries(written === "" ? others : [...others, [key, written.split("\n")]]));
  };
  return (
    <details className="rounded-xl border">
      <summary className="cursor-pointer px-3 py-2 text-[13px] font-medium text-ink-2">{t("goals.texts")}</summary>
      <div className="grid gap-4 border-t p-3">
        {Object.entries(shipped).map(([key, lines]) => (
          <Field key={key} label={name(key)}>
            {(control) => (
              <Textarea
                {...control}
                value={(own[key] ?? []).join("\n")}
                placeholder={lines.join("\n")}
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
