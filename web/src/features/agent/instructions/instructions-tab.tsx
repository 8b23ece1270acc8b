import { useTranslation } from "react-i18next";
import { languages } from "@/locales";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import { Textarea } from "@/shared/ui/textarea";
import type { TabProps } from "../agents";
import { PhrasesEditor } from "./phrases-editor";
import { PromptsEditor } from "./prompts-editor";

const PROSE = ["persona", "tone", "rules"] as const;
const ON_FILE = ["ask", "hand_over"] as const;
const HOURS = ["always", "company"] as const;
/** Minutes of silence after which the agent may write again. */
const SILENCES = [15, 30, 60, 120, 240, 480, 720] as const;

export function InstructionsTab({ agent, draft, change }: TabProps) {
  const { t } = useTranslation("agent");
  return (
    <>
      {agent.engine === "offline" && <p className="rounded-xl bg-sunken px-4 py-3 text-ink-2">{t("proseUnused")}</p>}
      {PROSE.map((name) => (
        <Field key={name} label={t(name)} hint={t(`hint.${name}`)}>
          {(control) => (
            <Textarea {...control} value={draft[name]} maxLength={20_000} onChange={(event) => change({ [name]: event.target.value })} />
          )}
        </Field>
      ))}
      <div className="grid gap-5 sm:grid-cols-3">
        <Field label={t("language")}>
          {(control) => (
            <Select {...control} value={draft.language} onChange={(event) => change({ language: event.target.value })}>
              {languages.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("hours")} hint={t("hoursHint")}>
          {(control) => (
            <Select {...control} value={draft.hours} onChange={(event) => change({ hours: event.target.value as typeof draft.hours })}>
              {HOURS.map((choice) => (
                <option key={choice} value={choice}>
                  {t(`onHours.${choice}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("files")} hint={t("filesHint")}>
          {(control) => (
            <Select {...control} value={draft.files} onChange={(event) => change({ files: event.target.value as typeof draft.files })}>
              {ON_FILE.map((choice) => (
                <option key={choice} value={choice}>
                  {t(`onFile.${choice}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <Field label={t("followUp")} hint={t("followUpHint")}>
        {(control) => (
          <Select
            {...control}
            value={draft.follow_up.minutes ?? ""}
            onChange={(event) => change({ follow_up: { minutes: Number(event.target.value) || null } })}
          >
            <option value="">{t("followUpNever")}</option>
            {[...new Set([...SILENCES, draft.follow_up.minutes ?? 30])].toSorted((a, b) => a - b).map((minutes) => (
              <option key={minutes} value={minutes}>
                {t("followUpAfter", { count: minutes })}
              </option>
            ))}
          </Select>
        )}
      </Field>
      <PromptsEditor agent={agent} prompts={draft.prompts} onChange={(prompts) => change({ prompts })} />
      <PhrasesEditor texts={draft.texts} defaults={agent.default_texts} onChange={(texts) => change({ texts })} />
    </>
  );
}
