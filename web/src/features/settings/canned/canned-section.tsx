import { queryOptions, useQuery } from "@tanstack/react-query";
import { MessageSquareQuote, Pencil, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import { useMay } from "@/api/me";
import type { CannedReply } from "@/api/types";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { IconButton } from "@/shared/ui/icon-button";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { CannedDialog } from "./canned-dialog";
import { CannedRemoval } from "./canned-removal";

const cannedQuery = queryOptions({
  queryKey: ["canned-replies"],
  queryFn: () => unwrap(api.GET("/api/v1/canned-replies")),
});

export function CannedSection() {
  const { t } = useTranslation("settings");
  const replies = useQuery(cannedQuery);
  const mayEdit = useMay("supervisor");
  const [editing, setEditing] = useState<CannedReply | "new" | null>(null);
  const add = mayEdit && (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden />
      {t("canned.new")}
    </Button>
  );
  return (
    <SectionFrame title={t("sections.canned")} lead={t("canned.lead")} actions={add}>
      <Loaded query={replies}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<MessageSquareQuote />} title={t("canned.empty.title")} hint={t("canned.empty.hint")} />
          ) : (
            <Card>
              <ul aria-label={t("canned.list")} className="divide-y">
                {items.map((reply) => (
                  <CannedRow key={reply.id} reply={reply} onEdit={mayEdit ? () => setEditing(reply) : undefined} />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      {editing && <CannedDialog reply={editing === "new" ? null : editing} onClose={() => setEditing(null)} />}
    </SectionFrame>
  );
}

function CannedRow({ reply, onEdit }: { reply: CannedReply; onEdit: (() => void) | undefined }) {
  const { t } = useTranslation("settings");
  return (
    <li className="flex items-start gap-3 px-4 py-3">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <code className="rounded bg-sunken px-1.5 py-0.5 font-mono text-[12.5px]">/{reply.shortcut}</code>
          <span className="font-medium">{reply.title}</span>
        </p>
        <p className="mt-1 line-clamp-2 text-[13.5px] whitespace-pre-line text-ink-2">{reply.text}</p>
      </div>
      {onEdit && (
        <>
          <IconButton label={t("canned.editOf", { shortcut: reply.shortcut })} onClick={onEdit}>
            <Pencil aria-hidden />
          </IconButton>
          <CannedRemoval reply={reply} />
        </>
      )}
    </li>
  );
}
