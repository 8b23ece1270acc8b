import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleCheck, CircleX } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useErrorText } from "@/api/use-error-text";
import { phone } from "@/shared/format/phone";
import { Button } from "@/shared/ui/button";
import { Field } from "@/shared/ui/field";
import { Switch } from "@/shared/ui/switch";
import { Textarea } from "@/shared/ui/textarea";
import { Loaded } from "../loaded";

/** The groups the line is in, and whether numbers are on WhatsApp. */
export function Directory({ channelId }: { channelId: string }) {
  return (
    <div className="grid gap-6">
      <Groups channelId={channelId} />
      <NumberCheck channelId={channelId} />
    </div>
  );
}

function Groups({ channelId }: { channelId: string }) {
  const { t } = useTranslation("settings");
  const client = useQueryClient();
  const key = ["channels", channelId, "directory"];
  const directory = useQuery({
    queryKey: key,
    queryFn: () => unwrap(api.GET("/api/v1/channels/{channel_id}/directory", { params: { path: { channel_id: channelId } } })),
    retry: false,
  });
  const turn = useMutation({
    mutationFn: ({ id, answered }: { id: string; answered: boolean }) =>
      unwrap(api.PUT("/api/v1/channels/{channel_id}/groups/{group_id}", { params: { path: { channel_id: channelId, group_id: id } }, body: { answered } })),
    onSettled: () => client.invalidateQueries({ queryKey: key }),
  });
  return (
    <section aria-label={t("directory.groups")}>
      <h3 className="text-[13px] font-medium text-ink-2">{t("directory.groups")}</h3>
      <p className="mb-2 text-[12.5px] text-ink-3">{t("directory.groupsHint")}</p>
      <Loaded query={directory}>
        {({ contacts, groups }) => (
          <>
            <ul className="grid gap-2">
              {groups.map((group) => (
                <li key={group.id} className="flex items-center gap-3 text-[13.5px]">
                  <span className="min-w-0 flex-1 truncate">{group.name}</span>
                  <span className="text-[12px] text-ink-3">{t("directory.members", { count: group.members })}</span>
                  <Switch
                    aria-label={t("directory.answered", { name: group.name })}
                    checked={group.answered}
                    disabled={turn.isPending}
                    onCheckedChange={(answered) => turn.mutate({ id: group.id, answered })}
                  />
                </li>
              ))}
            </ul>
            {groups.length === 0 && <p className="text-[13px] text-ink-2">{t("directory.noGroups")}</p>}
            <p className="mt-2 text-[12.5px] text-ink-3">{t("directory.contacts", { count: contacts.length })}</p>
          </>
        )}
      </Loaded>
    </section>
  );
}

function NumberCheck({ channelId }: { channelId: string }) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const [written, setWritten] = useState("");
  const phones = written.split("\n").map((line) => line.replace(/\D/g, "")).filter((line) => line.length >= 8);
  const check = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.POST("/api/v1/channels/{channel_id}/numbers", { params: { path: { channel_id: channelId } }, body: { phones } })),
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    check.mutate();
  };
  return (
    <form onSubmit={submit} className="grid gap-3">
      <Field label={t("directory.check")} hint={t("directory.checkHint")} error={check.error ? errorText(check.error) : undefined}>
        {(control) => <Textarea {...control} value={written} onChange={(event) => setWritten(event.target.value)} />}
      </Field>
      <Button type="submit" size="sm" className="justify-self-start" disabled={phones.length === 0 || check.isPending}>
        {t("directory.checkAction")}
      </Button>
      <ul aria-live="polite" className="grid gap-1 text-[13px] empty:hidden">
        {check.data?.items.map((item) => (
          <li key={item.phone} className="flex items-center gap-2">
            {item.on_whatsapp ? <CircleCheck className="size-4 text-mata-text" aria-hidden /> : <CircleX className="size-4 text-urucum-text" aria-hidden />}
            <span className="tabular-nums">{phone(item.phone)}</span>
            <span className="text-ink-3">{t(item.on_whatsapp ? "directory.on" : "directory.off")}</span>
            {item.address && item.address !== item.phone && <span className="text-[12px] text-ink-3">{t("directory.address", { address: item.address })}</span>}
          </li>
        ))}
      </ul>
    </form>
  );
}
