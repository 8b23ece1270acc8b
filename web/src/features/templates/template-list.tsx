import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Template } from "@/api/templates";
import { plainText } from "@/shared/marks/marks";
import { Input } from "@/shared/ui/input";
import { TemplateState } from "./template-state";

type TemplateListProps = { templates: Template[]; openId: string | undefined; onOpen: (id: string) => void; empty: ReactNode };

export function TemplateList({ templates, openId, onOpen, empty }: TemplateListProps) {
  const { t } = useTranslation("templates");
  const [wanted, setWanted] = useState("");
  if (templates.length === 0) return empty;
  const word = wanted.trim().toLowerCase();
  const found = templates.filter(({ name, body }) => `${name} ${body}`.toLowerCase().includes(word));
  return (
    <>
      <Input aria-label={t("search")} placeholder={t("search")} value={wanted} onChange={(event) => setWanted(event.target.value)} className="mx-4 mb-2 w-auto shrink-0" />
      <ul aria-label={t("title")} className="grid gap-0.5 px-2 pb-4">
        {found.map((template) => (
          <li key={template.id}>
            <button
              type="button"
              onClick={() => onOpen(template.id)}
              aria-current={template.id === openId ? "true" : undefined}
              className="w-full rounded-xl px-3 py-2.5 text-left hover:bg-sunken aria-[current]:bg-mata-soft"
            >
              <span className="flex items-center gap-2">
                <span className="min-w-0 flex-1 truncate font-medium">{template.name}</span>
                <TemplateState state={template.state} />
              </span>
              <span className="line-clamp-2 text-[13px] text-ink-2">{plainText(template.body)}</span>
              <span className="text-[12px] text-ink-2">
                {template.language} · {t(`category.${template.category}`)}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-5 text-[13px] text-ink-2">{t("noneFound")}</p>}
    </>
  );
}
