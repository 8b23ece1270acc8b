import { useQuery } from "@tanstack/react-query";
import { Pencil, Plus, Users } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { queuesQuery } from "@/api/queues";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { IconButton } from "@/shared/ui/icon-button";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { MembersDialog } from "./members-dialog";
import { type Queue, QueueDialog } from "./queue-dialog";

type Editing = { what: "queue"; queue: Queue | null } | { what: "members"; queue: Queue };

export function QueuesSection() {
  const { t } = useTranslation("queues");
  const queues = useQuery(queuesQuery);
  const mayEdit = useMay("admin");
  const [editing, setEditing] = useState<Editing | null>(null);
  const close = () => setEditing(null);
  const add = mayEdit && (
    <Button variant="primary" onClick={() => setEditing({ what: "queue", queue: null })}>
      <Plus aria-hidden />
      {t("new")}
    </Button>
  );
  return (
    <SectionFrame title={t("title")} lead={t("lead")} actions={add}>
      <Loaded query={queues}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState icon={<Users />} title={t("empty.title")} hint={t("empty.hint")} />
          ) : (
            <Card>
              <ul aria-label={t("list")} className="divide-y">
                {items.map((queue) => (
                  <QueueRow
                    key={queue.id}
                    queue={queue}
                    onMembers={() => setEditing({ what: "members", queue })}
                    onEdit={mayEdit ? () => setEditing({ what: "queue", queue }) : undefined}
                  />
                ))}
              </ul>
            </Card>
          )
        }
      </Loaded>
      {editing?.what === "queue" && <QueueDialog queue={editing.queue} onClose={close} />}
      {editing?.what === "members" && <MembersDialog queue={editing.queue} onClose={close} />}
    </SectionFrame>
  );
}

type QueueRowProps = { queue: Queue; onMembers: () => void; onEdit: (() => void) | undefined };

function QueueRow({ queue, onMembers, onEdit }: QueueRowProps) {
  const { t } = useTranslation("queues");
  const { name, department, members } = queue;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-2 px-4 py-3">
      <div className="min-w-0 flex-1 basis-56">
        <p className="flex flex-wrap items-center gap-2 font-medium">
          <span className="truncate">{name}</span>
          {queue.fallback && <Badge>{t("fallback")}</Badge>}
          {queue.manual && <Badge>{t("manualShort")}</Badge>}
          {!queue.active && <Badge>{t("off")}</Badge>}
        </p>
        <p className="text-[13px] text-ink-3">
          {[department && t("departmentOf", { department }), members.length ? members.map((member) => member.name).join(", ") : t("nobody")]
            .filter(Boolean)
            .join(" · ")}
        </p>
      </div>
      <IconButton label={t("membersOf", { name })} onClick={onMembers}>
        <Users aria-hidden />
      </IconButton>
      {onEdit && (
        <IconButton label={t("editOf", { name })} onClick={onEdit}>
          <Pencil aria-hidden />
        </IconButton>
      )}
    </li>
  );
}
