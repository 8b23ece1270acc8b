import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { CircleAlert, Globe } from "lucide-react";
import { type SubmitEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { CopyField } from "@/shared/ui/copy-field";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { toast } from "@/shared/ui/toast";
import { addressQuery } from "../channels/connectors";
import { Loaded } from "../loaded";

type Address = components["schemas"]["Address"];

/** Under which address the internet finds this installation, and how to get one while it runs on a desk. */
export function PublicAddress() {
  const { t } = useTranslation("settings");
  const address = useQuery(addressQuery);
  return (
    <Card className="p-4">
      <h3 className="flex items-center gap-2 font-medium">
        <Globe className="size-4 text-ink-3" aria-hidden />
        {t("address.title")}
      </h3>
      <Loaded query={address}>{(found) => <AddressForm key={found.public_url} address={found} />}</Loaded>
    </Card>
  );
}

function AddressForm({ address }: { address: Address }) {
  const { t } = useTranslation("settings");
  const errorText = useErrorText();
  const client = useQueryClient();
  const [url, setUrl] = useState(address.public_url ?? "");
  const fixed = address.source === "environment";
  const good = address.reachable_hint === "public";
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: () => unwrap(api.PUT("/api/v1/address", { body: { public_url: url.trim() || null } })),
    onSuccess: (kept) => {
      client.setQueryData(addressQuery.queryKey, kept);
      toast.done(t("saved"));
      return client.invalidateQueries({ queryKey: channelsQuery.queryKey });
    },
  });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <>
      <p className="mt-1 mb-3 flex items-center gap-2 text-[13px]">
        <Badge tone={good ? "mata" : "ipe"}>
          {!good && <CircleAlert aria-hidden />}
          {t(`address.hint.${address.reachable_hint}.word`)}
        </Badge>
        <span className="text-ink-2">{t(`address.hint.${address.reachable_hint}.text`)}</span>
      </p>
      {fixed ? (
        <p className="text-[13px] text-ink-2">{t("address.fixed", { url: address.public_url })}</p>
      ) : (
        <form onSubmit={submit} className="flex flex-wrap items-end gap-2">
          <Field label={t("address.label")} error={save.error ? errorText(save.error) : undefined} className="min-w-0 flex-1 basis-64">
            {(control) => <Input {...control} type="url" placeholder={t("address.placeholder")} value={url} onChange={(event) => setUrl(event.target.value)} />}
          </Field>
          <Button type="submit" disabled={save.isPending || url.trim() === (address.public_url ?? "")}>
            {t("address.save")}
          </Button>
        </form>
      )}
      {!good && !fixed && <TunnelHelp />}
    </>
  );
}

/** Two ways to be reached from a computer on a desk, each one command. */
function TunnelHelp() {
  const { t } = useTranslation("settings");
  const port = location.port || (location.protocol === "https:" ? "443" : "80");
  return (
    <details className="mt-4 rounded-xl border">
      <summary className="cursor-pointer px-4 py-2.5 text-[13.5px] font-medium text-ink-2">{t("address.tunnel.title")}</summary>
      <div className="grid gap-4 border-t p-4">
        <p className="text-[13px] text-ink-2">{t("address.tunnel.lead")}</p>
        <CopyField label={t("address.tunnel.cloudflared")} hint={t("address.tunnel.cloudflaredHint")} value={`cloudflared tunnel --url http://localhost:${port}`} failed={t("copyFailed")} />
        <CopyField label={t("address.tunnel.ngrok")} hint={t("address.tunnel.ngrokHint")} value={`ngrok http ${port}`} failed={t("copyFailed")} />
        <p className="text-[13px] text-ink-2">{t("address.tunnel.then")}</p>
      </div>
    </details>
  );
}
