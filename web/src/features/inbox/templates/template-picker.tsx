import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight, LayoutTemplate } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "@/api/me";
import { type Template, templatesQuery } from "@/api/templates";
import type { Conversation } from "@/api/types";
import { useErrorText } from "@/api/use-error-text";
import { plainText } from "@/shared/marks/marks";
import { Input } from "@/shared/ui/input";
import { Skeleton } from "@/shared/ui/skeleton";
import { TemplateForm } from "./template-form";

type TemplatePickerProps = { conversation: Conversation; contactName: string; onSent?: () => void };

/** The approved templates of the channel; the chosen one is filled in, looked at and sent. */
export function TemplatePicker({ conversation, contactName, onSent }: TemplatePickerProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const errorText = useErrorText();
  const [wanted, setWanted] = useState("");
  const [chosen, choose] = useState<Template | null>(null);
  const { data, error } = useQuery(templatesQuery(conversation.channel_id));
  if (chosen) {
    const done = () => {
      choose(null);
      onSent?.();
    };
    return <TemplateForm template={chosen} conversation={conversation} contactName={contactName} onBack={() => choose(null)} onSent={done} />;
  }
  if (error) return <p role="alert" className="p-3 text-[13px] text-urucum-text">{errorText(error)}</p>;
  if (!data) return <Skeleton className="m-3 h-24" />;
  if (data.items.length === 0) return <NoTemplates />;
  const found = data.items.filter((template) => matches(template, wanted));
  return (
    <div className="grid gap-2 p-2">
      <Input aria-label={t("template.search")} placeholder={t("template.search")} value={wanted} onChange={(event) => setWanted(event.target.value)} />
      <ul aria-label={t("template.list")} className="scroll-thin grid max-h-56 gap-0.5 overflow-auto">
        {found.map((template) => (
          <li key={template.id}>
            <button type="button" onClick={() => choose(template)} className="flex w-full items-center gap-2.5 rounded-lg px-2 py-1.5 text-left hover:bg-sunken">
              <LayoutTemplate className="size-4 shrink-0 text-ink-3" aria-hidden />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-[13.5px] font-medium">{template.name}</span>
                <span className="block truncate text-[12.5px] text-ink-2">{plainText(template.body)}</span>
              </span>
              <span className="text-[12px] text-ink-3">{template.language}</span>
              <ChevronRight className="size-4 shrink-0 text-ink-3" aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-2 pb-2 text-[13px] text-ink-2">{t("template.noneFound")}</p>}
    </div>
  );
}

function matches({ name, body }: Template, wanted: string): boolean {
  return `${name} ${body}`.toLowerCase().includes(wanted.trim().toLowerCase());
}

function NoTemplates() {
  const { t } = useTranslation(["extras", "inbox"]);
  const may = useMay("admin");
  return (
    <p className="p-3 text-[13px] text-ink-2">
      {t("template.none")}{" "}
      {may && (
        <Link to="/modelos" className="text-ceu-text underline underline-offset-2">
          {t("template.make")}
        </Link>
      )}
    </p>
  );
}
