import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { AtSign, CheckCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import { mentionsQuery, readMentions } from "@/api/mentions";
import { useMe } from "@/api/me";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { Button } from "@/shared/ui/button";
import { Menu, MenuItem, MenuSeparator } from "@/shared/ui/menu";

/** Notes that call this person. */
export function MentionsButton() {
  const answers = useMe().role !== "viewer";
  return answers && <Mentions />;
}

function Mentions() {
  const { t } = useTranslation("desk");
  const { briefly } = useWhen();
  const navigate = useNavigate();
  const { data } = useQuery(mentionsQuery);
  const { mutate: read } = useMutation({ mutationFn: readMentions });
  const unread = data?.unread ?? 0;
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" className="relative" aria-label={t("mentions.open", { count: unread })} title={t("mentions.title")}>
          <AtSign aria-hidden />
          {unread > 0 && <span aria-hidden className="absolute top-0.5 right-0.5 grid h-3.5 min-w-3.5 place-items-center rounded-full bg-ipe px-0.5 text-[9.5px] font-semibold text-[oklch(.3_.06_80)]">{unread}</span>}
        </Button>
      }
    >
      <p className="px-2 py-1 text-xs text-ink-3">{t("mentions.title")}</p>
      {data?.items.length === 0 && <p className="max-w-64 px-2 pb-2 text-[13px] text-ink-2">{t("mentions.none")}</p>}
      <div className="scroll-thin max-h-80 overflow-auto">
        {data?.items.map(({ message_id, conversation_id, contact_name, by, text, at, read: seen }) => (
          <MenuItem
            key={message_id}
            className="w-72 items-start"
            onSelect={() => void navigate({ to: "/conversas/$conversationId", params: { conversationId: conversation_id }, search: (previous) => previous })}
          >
            <span className={cn("mt-1.5 size-2 shrink-0 rounded-full", !seen && "bg-ipe")} />
            <span className="min-w-0 flex-1">
              <span className="flex gap-2">
                <span className={cn("min-w-0 flex-1 truncate", !seen && "font-semibold")}>{t("mentions.line", { by, contact: contact_name })}</span>
                <time dateTime={at} className="text-[12px] text-ink-3">
                  {briefly(at)}
                </time>
              </span>
              <span className="line-clamp-2 text-[12.5px] text-ink-2">{text}</span>
            </span>
          </MenuItem>
        ))}
      </div>
      {unread > 0 && (
        <>
          <MenuSeparator />
          <MenuItem onSelect={() => read(null)}>
            <CheckCheck aria-hidden />
            {t("mentions.readAll")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}
