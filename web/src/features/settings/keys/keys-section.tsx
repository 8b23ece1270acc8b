import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { KeyRound, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { ConfirmDialog } from "@/shared/ui/confirm-dialog";
import { EmptyState } from "@/shared/ui/empty-state";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { NewKeyDialog } from "./new-key-dialog";

type ApiKey = components["schemas"]["ApiKey"];

const keysQuery = queryOptions({
  queryKey: ["api-keys"],
  queryFn: () => unwrap(api.GET("/api/v1/api-keys")),
});

export function KeysSection() {
  const { t } = useTranslation("settings");
  const found = useQuery(keysQuery);
  const [adding, setAdding] = useState(false);
  return (
    <SectionFrame
      title={t("sections.keys")}
      lead={t("keys.lead")}
      actions={
        <Button variant="primary" onClick={() => setAdding(true)}>
          <Plus aria-hidden />
          {t("keys.new")}
        </Button>
      }
    >
      <Loaded query={found}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<KeyRound />} title={t("keys.empty.title")} hint={t("keys.empty.hint")} />
          ) : (
            <Card>
              <ul aria-label={t("keys.list")} className="divide-y">
                {items.map((key) => (
                  <KeyRow key={key.id} apiKey={key} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      {adding && <NewKeyDialog onClose={() => setAdding(false)} />}
    </SectionFrame>
  );
}

function KeyRow({ apiKey }: { apiKey: ApiKey }) {
  const { t } = useTranslation("settings");
  const { date, briefly } = useWhen();
  const client = useQueryClient();
  const [asking, setAsking] = useState(false);
  const { id, name, prefix, scopes, created_at: created, created_by: author, expires_at: expires, last_used_at: used } = apiKey;
  const revoke = useMutation({
    mutationFn: () => unwrap(api.DELETE("/api/v1/api-keys/{key_id}", { params: { path: { key_id: id } } })),
    onSuccess: () => toast.done(t("keys.revoked")),
    onSettled: () => client.invalidateQueries({ queryKey: keysQuery.queryKey }),
  });
  const facts = [
    t("keys.created", { at: date(created) }) + (author ? ` ${t("keys.createdBy", { name: author })}` : ""),
    used ? t("keys.lastUsed", { at: briefly(used) }) : t("keys.unused"),
    expires ? `${t("keys.expires")} ${date(expires)}` : t("keys.never"),
  ];
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          {name}
          {scopes.map((scope) => (
            <Badge key={scope} tone={scope === "admin" ? "ipe" : "neutral"}>
              {t(`keys.scope.${scope}`)}
            </Badge>
          ))}
        </p>
        <p className="text-[12.5px] text-ink-3">
          <code className="font-mono">{prefix}…</code> · {facts.join(" · ")}
        </p>
      </div>
      <Button size="sm" variant="danger" onClick={() => setAsking(true)} disabled={revoke.isPending} aria-label={`${t("keys.revoke")}: ${name}`}>
        {t("keys.revoke")}
      </Button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={t("keys.revokeTitle", { name })}
        description={t("keys.revokeHint")}
        action={t("keys.revoke")}
        onConfirm={() => revoke.mutate()}
        danger
      />
    </li>
  );
}
