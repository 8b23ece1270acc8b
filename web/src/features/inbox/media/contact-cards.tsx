import { Building2, Download, Mail, Phone } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { phone } from "@/shared/format/phone";
import { Avatar } from "@/shared/ui/avatar";
import { panel } from "./panel";
import { records, text } from "@/shared/payload";
import { vcardOf } from "./vcard";

type Card = Record<string, unknown>;

/** People somebody passed on: who they are, a file for the address book, a chat with them on WhatsApp. */
export function ContactCards({ payload }: { payload: Record<string, unknown> }) {
  return (
    <ul className="mb-1 grid w-72 max-w-full gap-1.5">
      {records(payload.contacts).map((card, index) => (
        <ContactCard key={index} card={card} />
      ))}
    </ul>
  );
}

function ContactCard({ card }: { card: Card }) {
  const { t } = useTranslation("extras");
  const name = text(card.name) ?? t("media.unnamed");
  const organization = text(card.organization);
  const phones = records(card.phones).map((entry) => text(entry.phone) ?? text(entry.wa_id)).filter((found) => found !== null);
  const emails = (Array.isArray(card.emails) ? card.emails : []).map(text).filter((found) => found !== null);
  const save = `data:text/vcard;charset=utf-8,${encodeURIComponent(vcardOf({ name, organization, phones, emails }))}`;
  return (
    <li className={panel}>
      <div className="flex items-center gap-3 p-2.5">
        <Avatar name={name} size={40} />
        <div className="min-w-0">
          <p className="truncate font-medium">{name}</p>
          {organization && <Line icon={Building2}>{organization}</Line>}
          {phones.map((found) => (
            <Line key={found} icon={Phone}>
              {phone(found)}
            </Line>
          ))}
          {emails.map((found) => (
            <Line key={found} icon={Mail}>
              {found}
            </Line>
          ))}
        </div>
      </div>
      <div className="flex border-t border-[color-mix(in_oklab,var(--ink)_10%,transparent)] text-[13px] font-medium text-ceu-text">
        <a href={save} download={`${name}.vcf`} className="flex flex-1 items-center justify-center gap-1.5 py-2 hover:underline">
          <Download className="size-3.5" aria-hidden />
          {t("media.saveContact")}
        </a>
      </div>
    </li>
  );
}

function Line({ icon: Icon, children }: { icon: typeof Phone; children: React.ReactNode }) {
  return (
    <p className={cn("flex items-center gap-1.5 truncate text-[12.5px] text-ink-2")}>
      <Icon className="size-3 shrink-0" aria-hidden />
      <span className="truncate">{children}</span>
    </p>
  );
}
