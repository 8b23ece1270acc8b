import { UsersRound } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { ContactDetail } from "@/api/types";
import { phone } from "@/shared/format/phone";
import { Button } from "@/shared/ui/button";
import { useWords } from "../words";

const MergeDialog = lazy(async () => ({ default: (await import("./merge-dialog")).MergeDialog }));

export type Conflict = ContactDetail["conflicts"][number];

type ConflictListProps = { contact: ContactDetail; canEdit: boolean };

/** Somebody else was seen under the same identifier: probably one person written down twice. */
export function ConflictList({ contact, canEdit }: ConflictListProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const words = useWords();
  const [merging, setMerging] = useState<Conflict | null>(null);
  return (
    <ul className="grid gap-2">
      {contact.conflicts.map((conflict) => (
        <li key={conflict.contact.id + conflict.value} className="rounded-xl bg-ipe-soft p-3 text-[13px] text-ipe-text">
          <p className="flex items-center gap-2 font-medium">
            <UsersRound className="size-4 shrink-0" aria-hidden />
            {t("merge.maybe", { name: conflict.contact.name || t("merge.unnamed") })}
          </p>
          <p className="mt-0.5">
            {t("merge.why", { kind: words.identity(conflict.kind), value: conflict.kind === "phone" ? phone(conflict.value) : conflict.value })}
          </p>
          {canEdit && (
            <Button size="sm" className="mt-2" onClick={() => setMerging(conflict)}>
              {t("merge.compare")}
            </Button>
          )}
        </li>
      ))}
      <Suspense>{merging && <MergeDialog contact={contact} otherId={merging.contact.id} onClose={() => setMerging(null)} />}</Suspense>
    </ul>
  );
}
