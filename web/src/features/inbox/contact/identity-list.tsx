import { AtSign, Globe, Hash, Mail, Phone, UsersRound, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ContactDetail } from "@/api/types";
import { phone } from "@/shared/format/phone";
import { useWhen } from "@/shared/format/use-when";
import { useWords } from "../words";

const icons: Record<string, LucideIcon> = { phone: Phone, email: Mail, visitor: Globe, group: UsersRound };

/** Under what the person is known, and why each of it belongs to them. */
export function IdentityList({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation(["extras", "inbox"]);
  const words = useWords();
  const { date } = useWhen();
  return (
    <ul className="grid gap-2.5 text-[13px]">
      {contact.identities.map(({ kind, value, source, since, merged_from }) => (
        <Line
          key={kind + value}
          icon={icons[kind] ?? Hash}
          kind={words.identity(kind)}
          value={kind === "phone" ? (phone(value) ?? value) : value}
          why={merged_from ? t("contact.mergedFrom", { name: merged_from }) : t(`contact.source.${source}`, { date: date(since) })}
        />
      ))}
      {contact.username && <Line icon={AtSign} kind={t("contact.username")} value={contact.username} why={t("contact.usernameWhy")} />}
    </ul>
  );
}

type LineProps = { icon: LucideIcon; kind: string; value: string; why: string };

function Line({ icon: Icon, kind, value, why }: LineProps) {
  return (
    <li className="flex gap-2.5">
      <Icon className="mt-0.5 size-4 shrink-0 text-ink-3" aria-hidden />
      <span className="min-w-0 flex-1">
        <span className="flex gap-2">
          <span className="min-w-0 flex-1 truncate" title={value}>
            {value}
          </span>
          <span className="shrink-0 text-[12px] text-ink-3">{kind}</span>
        </span>
        <span className="block text-[12px] text-ink-3">{why}</span>
      </span>
    </li>
  );
}
