import { CheckCircle2, ExternalLink, List, Phone, Reply } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { record, text } from "@/shared/payload";

type ChoicesProps = {
  options: Message["options"];
  payload: Message["payload"];
  /** The option the contact took, when they did. */
  chosen: string | null;
};

const row = "flex items-center justify-center gap-1.5 px-3 py-2 text-center text-[13px] font-medium text-ceu-text";
/** More than this is not shown as buttons but behind one, as a list. */
const BUTTONS = 3;

/** Buttons, a list or a link as the contact sees them, only to look at; the one they took is marked. */
export function Choices({ options, payload, chosen }: ChoicesProps) {
  const { t } = useTranslation("extras");
  const link = record(payload.link);
  const address = text(link?.url);
  const asList = options.length > BUTTONS || options.some((option) => option.description);
  return (
    <div className="-mx-3 mt-2 -mb-2 overflow-hidden rounded-b-2xl divide-y divide-[color-mix(in_oklab,var(--ink)_12%,transparent)] border-t border-[color-mix(in_oklab,var(--ink)_12%,transparent)]">
      {asList && (
        <p className={row}>
          <List className="size-4 shrink-0" aria-hidden />
          {text(payload.list_label) ?? t("choices.list")}
        </p>
      )}
      {options.length > 0 && (
        <ul aria-label={t("choices.label")} className="divide-y divide-[color-mix(in_oklab,var(--ink)_12%,transparent)]">
          {options.map((option) => (
            <li key={option.id} className={cn(row, asList && "justify-start text-left", option.id === chosen && "bg-[color-mix(in_oklab,var(--ceu)_14%,transparent)]")}>
              <ChoiceIcon chosen={option.id === chosen} asList={asList} />
              <span className="min-w-0">
                {option.title}
                {option.description && <span className="block text-[12px] font-normal text-ink-2">{option.description}</span>}
              </span>
              {option.id === chosen && <span className="ml-auto text-[11.5px] font-normal whitespace-nowrap">{t("choices.chosen")}</span>}
            </li>
          ))}
        </ul>
      )}
      {address && (
        <a href={safe(address)} target="_blank" rel="noreferrer noopener" className={cn(row, "hover:underline")} title={address}>
          <ExternalLink className="size-4 shrink-0" aria-hidden />
          {text(link?.title) ?? address}
        </a>
      )}
      <TemplateButtons buttons={payload.buttons} />
    </div>
  );
}

function ChoiceIcon({ chosen, asList }: { chosen: boolean; asList: boolean }) {
  if (chosen) return <CheckCircle2 className="size-4 shrink-0" aria-hidden />;
  return asList ? <span aria-hidden className="size-4 shrink-0 rounded-full border-2 border-current opacity-50" /> : <Reply className="size-4 shrink-0" aria-hidden />;
}

const ICONS = new Map<unknown, typeof Reply>([
  ["url", ExternalLink],
  ["phone", Phone],
]);

/** The buttons of a template, as it was approved with them. */
function TemplateButtons({ buttons }: { buttons: unknown }) {
  const found = Array.isArray(buttons) ? buttons.map(record).filter((button) => button !== null) : [];
  return found.map((button, index) => {
    const Icon = ICONS.get(button.kind) ?? Reply;
    return (
      <p key={index} className={row}>
        <Icon className="size-4 shrink-0" aria-hidden />
        {text(button.title)}
      </p>
    );
  });
}

/** Only what a browser may open for anybody. */
function safe(address: string): string | undefined {
  return /^https?:\/\//i.test(address) ? address : undefined;
}
