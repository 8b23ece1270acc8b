import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { speechQuery, type SpeechSettings } from "./services";

type Rules = SpeechSettings["channels"];
type Replies = Rules[number]["replies"];

const REPLIES = ["off", "when_spoken", "always"] as const satisfies Replies[];

/** On which channels the agent answers with a voice note. */
export function VoiceRules({ rules }: { rules: Rules }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const { data: channels } = useQuery(channelsQuery);
  const [chosen, setChosen] = useState<Record<string, Replies>>(() => Object.fromEntries(rules.map((rule) => [rule.channel_id, rule.replies])));
  const save = useMutation({
    mutationFn: () => {
      const told = Object.entries(chosen).map(([id, replies]) => ({ channel_id: id, replies }));
      return unwrap(api.PUT("/api/v1/speech/settings", { body: { channels: told } }));
    },
    onSuccess: (fresh) => {
      client.setQueryData(speechQuery.queryKey, fresh);
      toast.done(t("saved"));
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const able = channels?.items.filter(({ capabilities }) => capabilities.media.includes("audio")) ?? [];
  if (channels && able.length === 0) return <p className="border-t px-5 py-4 text-[13px] text-ink-2">{t("services.replies.noChannel")}</p>;
  return (
    <form onSubmit={submit} className="grid gap-4 border-t p-5">
      <div>
        <h4 className="font-medium">{t("services.replies.title")}</h4>
        <p className="text-[13px] text-ink-2">{t("services.replies.hint")}</p>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        {able.map(({ id, name }) => (
          <Field key={id} label={name}>
            {(control) => (
              <Select
                {...control}
                value={chosen[id] ?? "off"}
                onChange={(event) => setChosen({ ...chosen, [id]: event.target.value as Replies })}
              >
                {REPLIES.map((replies) => (
                  <option key={replies} value={replies}>
                    {t(`services.replies.${replies}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        ))}
      </div>
      <Button type="submit" className="justify-self-start" disabled={save.isPending}>
        {t("services.replies.save")}
      </Button>
    </form>
  );
}
