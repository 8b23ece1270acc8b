import { useTranslation } from "react-i18next";
import type { CannedReply } from "@/api/types";
import { cn } from "@/shared/cn";
import { floating } from "@/shared/ui/floating";

export const optionId = (listId: string, reply: CannedReply) => `${listId}-${reply.id}`;

type CannedListProps = { id: string; found: CannedReply[]; active: number; onPick: (reply: CannedReply) => void };

export function CannedList({ id, found, active, onPick }: CannedListProps) {
  const { t } = useTranslation("inbox");
  const box = cn(floating, "absolute bottom-full left-0 mb-2 w-full");
  if (found.length === 0) {
    return (
      <p role="status" className={cn(box, "px-3 py-2 text-ink-3")}>
        {t("composer.cannedEmpty")}
      </p>
    );
  }
  return (
    <ul id={id} role="listbox" aria-label={t("composer.canned")} className={box}>
      {found.map((reply, index) => (
        <li
          key={reply.id}
          id={optionId(id, reply)}
          role="option"
          aria-selected={index === active}
          // Before the field loses the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            onPick(reply);
          }}
          className={cn("cursor-pointer rounded-lg px-2.5 py-1.5 hover:bg-sunken", index === active && "bg-sunken")}
        >
          <b className="text-[13px] font-semibold">/{reply.shortcut}</b> <span className="text-ink-2">{reply.title}</span>
          <p className="truncate text-[12.5px] text-ink-3">{reply.text}</p>
        </li>
      ))}
    </ul>
  );
}
