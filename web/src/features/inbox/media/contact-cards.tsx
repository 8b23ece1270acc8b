import { useTranslation } from "react-i18next";
import { phone } from "@/shared/format/phone";
import { Avatar } from "@/shared/ui/avatar";
import { records, text } from "./payload";

export function ContactCards({ payload }: { payload: Record<string, unknown> }) {
  const { t } = useTranslation("inbox");
  return (
    <ul className="mb-1 grid w-72 max-w-full gap-1.5">
      {records(payload.contacts).map((card, index) => {
        const name = text(card.name) ?? t("media.unnamed");
        const phones = records(card.phones).map((entry) => phone(text(entry.phone)));
        return (
          <li key={index} className="flex items-center gap-3 rounded-xl bg-[color-mix(in_oklab,var(--ink)_5%,transparent)] p-2.5">
            <Avatar name={name} size={36} />
            <div className="min-w-0">
              <p className="truncate font-medium">{name}</p>
              <p className="text-[12.5px] text-ink-2">{phones.filter(Boolean).join(" · ")}</p>
            </div>
          </li>
        );
      })}
    </ul>
  );
}
