import { AtSign, Globe, Hash, Mail, Phone, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ContactDetail } from "@/api/types";
import { phone } from "@/shared/format/phone";
import { useWords } from "../words";

const icons: Record<string, LucideIcon> = { phone: Phone, email: Mail, visitor: Globe };

export function IdentityList({ contact }: { contact: ContactDetail }) {
  const { t } = useTranslation("inbox");
  const words = useWords();
  return (
    <ul className="grid gap-2 text-[13px]">
      {contact.identities.map(({ kind, value }) => (
        <Line key={kind + value} icon={icons[kind] ?? Hash} kind={words.identity(kind)} value={kind === "phone" ? (phone(value) ?? value) : value} />
      ))}
      {contact.username && <Line icon={AtSign} kind={t("contact.username")} value={contact.username} />}
    </ul>
  );
}

function Line({ icon: Icon, kind, value }: { icon: LucideIcon; kind: string; value: string }) {
  return (
    <li className="flex items-center gap-2.5">
      <Icon className="size-4 shrink-0 text-ink-3" aria-hidden />
      <span className="min-w-0 truncate" title={value}>
        {value}
      </span>
      <span className="ml-auto shrink-0 text-[12px] text-ink-3">{kind}</span>
    </li>
  );
}
