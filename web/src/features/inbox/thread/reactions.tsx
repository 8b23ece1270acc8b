import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";

type ReactionsProps = { reactions: Message["reactions"]; contactName: string; className: string | undefined };

export function Reactions({ reactions, contactName, className }: ReactionsProps) {
  const { t } = useTranslation("inbox");
  return (
    <ul className={cn("mt-1 -mb-1 flex gap-1", className)}>
      {reactions.map(({ emoji, author }, index) => (
        <li
          key={index}
          className="rounded-full border bg-surface px-1.5 text-[13px] shadow-lift"
          role="img"
          aria-label={t("thread.reaction", { emoji, author: author === "contact" ? contactName : t(`author.${author}`) })}
        >
          {emoji}
        </li>
      ))}
    </ul>
  );
}
