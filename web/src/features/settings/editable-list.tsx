import { Pencil, Plus } from "lucide-react";
import { useState, type ReactElement, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { EmptyState } from "@/shared/ui/empty-state";
import { IconButton } from "@/shared/ui/icon-button";
import { Removal } from "./removal";
import { SectionFrame } from "./section-frame";

type Item = { id: string };

type EditableListProps<T extends Item> = {
  title: string;
  lead: string;
  /** What a new one is called on its button. */
  add: string;
  icon: ReactElement;
  empty: { title: string; hint: string };
  items: T[];
  topic: string;
  nameOf: (item: T) => string;
  removalHint: string;
  remove: (item: T) => Promise<unknown>;
  draw: (item: T) => ReactNode;
  /** The dialog for one of them, or (null) for a new one. */
  edit: (item: T | null, onClose: () => void) => ReactNode;
};

/** A settings section that is one list: each line can be changed and taken away. */
export function EditableList<T extends Item>({ title, lead, add, icon, empty, items, topic, nameOf, removalHint, remove, draw, edit }: EditableListProps<T>) {
  const { t } = useTranslation("organise");
  const [editing, setEditing] = useState<T | "new" | null>(null);
  const button = (
    <Button variant="primary" onClick={() => setEditing("new")}>
      <Plus aria-hidden />
      {add}
    </Button>
  );
  return (
    <SectionFrame title={title} lead={lead} actions={button}>
      {items.length === 0 ? (
        <EmptyState icon={icon} title={empty.title} hint={empty.hint} />
      ) : (
        <Card>
          <ul aria-label={title} className="divide-y">
            {items.map((item) => (
              <li key={item.id} className="flex items-center gap-2 px-4 py-3">
                <div className="min-w-0 flex-1">{draw(item)}</div>
                <IconButton label={t("editOf", { name: nameOf(item) })} onClick={() => setEditing(item)}>
                  <Pencil aria-hidden />
                </IconButton>
                <Removal name={nameOf(item)} hint={removalHint} topic={topic} remove={() => remove(item)} />
              </li>
            ))}
          </ul>
        </Card>
      )}
      {editing && edit(editing === "new" ? null : editing, () => setEditing(null))}
    </SectionFrame>
  );
}
