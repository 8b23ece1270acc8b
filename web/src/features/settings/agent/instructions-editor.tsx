import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import { Textarea } from "@/shared/ui/textarea";
import { toast } from "@/shared/ui/toast";
import { languages } from "@/locales";
import { agentQuery, asText, written, type Agent, type AgentVersion } from "./agents";
import { Changes } from "./changes";
import { PhrasesEditor } from "./phrases-editor";
import { usePublish } from "./use-publish";

type InstructionsEditorProps = { agent: Agent; base: AgentVersion; onSaved: (version: number) => void };

const PROSE = ["persona", "tone", "rules"] as const;

export function InstructionsEditor({ agent, base, onSaved }: InstructionsEditorProps) {
  const { t } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const mayEdit = useMay("supervisor");
  const publish = usePublish(agent);
  const [draft, setDraft] = useState({
    persona: base.persona,
    tone: base.tone,
    rules: base.rules,
    language: base.language,
    files: base.files,
    texts: base.texts,
  });
  const live = agent.versions.find((version) => version.published);
  const dirty = asText(draft) !== asText(base);
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () =>
      unwrap(api.POST("/api/v1/agents/{agent_id}/versions", { params: { path: { agent_id: agent.id } }, body: { ...draft, texts: written(draft.texts) } })),
    onSuccess: (fresh) => {
      client.setQueryData(agentQuery(agent.id).queryKey, fresh);
      onSaved(fresh.versions[0]!.version);
    },
  });
  const keep = async () => {
    const fresh = await save.mutateAsync();
    toast.done(t("agent.saved", { version: fresh.versions[0]!.version }));
  };
  const keepAndPublish = async () => publish.mutate((await save.mutateAsync()).versions[0]!.version);
  return (
    <div className="grid gap-5">
      <fieldset disabled={!mayEdit} className="grid min-w-0 gap-5">
        <p className="text-[13px] text-ink-3">{t(mayEdit ? "agent.editing" : "agent.readOnly", { version: base.version })}</p>
        {PROSE.map((name) => (
          <Field key={name} label={t(`agent.${name}`)} hint={t(`agent.${name}Hint`)}>
            {(control) => (
              <Textarea
                {...control}
                value={draft[name]}
                maxLength={20_000}
                onChange={(event) => setDraft({ ...draft, [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label={t("agent.language")}>
          {(control) => (
            <Select {...control} value={draft.language} onChange={(event) => setDraft({ ...draft, language: event.target.value })}>
              {languages.map(({ value, label }) => (
                <option key={value} value={value}>
                  {label}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t("agent.files")} hint={t("agent.filesHint")}>
          {(control) => (
            <Select {...control} value={draft.files} onChange={(event) => setDraft({ ...draft, files: event.target.value as typeof draft.files })}>
              {(["ask", "hand_over"] as const).map((choice) => (
                <option key={choice} value={choice}>
                  {t(`agent.onFile.${choice}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <PhrasesEditor texts={draft.texts} defaults={agent.default_texts} onChange={(texts) => setDraft({ ...draft, texts })} />
      </fieldset>
      {live && <Changes version={live.version} before={asText(live)} after={asText(draft)} />}
      {save.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {text(save.error)}
        </p>
      )}
      {mayEdit && (
        <div className="flex flex-wrap gap-2">
          <Button variant="primary" disabled={!dirty || save.isPending} onClick={() => void keepAndPublish().catch(() => undefined)}>
            {t("agent.savePublish")}
          </Button>
          <Button disabled={!dirty || save.isPending} onClick={() => void keep().catch(() => undefined)}>
            {t("agent.save")}
          </Button>
        </div>
      )}
    </div>
  );
}
