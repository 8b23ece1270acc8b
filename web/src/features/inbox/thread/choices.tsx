import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";

/** Buttons or a list as the contact sees them; here only to look at. */
export function Choices({ options }: { options: Message["options"] }) {
  const { t } = useTranslation("inbox");
  return (
    <ul aria-label={t("choices")} className="mt-2 grid gap-1">
      {options.map((option) => (
        <li key={option.id} className="rounded-lg border border-[color-mix(in_oklab,currentColor_18%,transparent)] bg-surface px-3 py-1.5 text-center text-[13px] font-medium text-ceu-text">
          {option.title}
          {option.description && <span className="block text-[12px] font-normal text-ink-3">{option.description}</span>}
        </li>
      ))}
    </ul>
  );
}
