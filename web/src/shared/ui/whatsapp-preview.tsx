import { ExternalLink, Phone, Reply } from "lucide-react";
import { cn } from "@/shared/cn";
import type { Button } from "@/shared/templates/fill";
import { RichText } from "./rich-text";

type WhatsAppPreviewProps = {
  /** What is drawn, in words. */
  label: string;
  header: string;
  body: string;
  footer: string;
  buttons: readonly Pick<Button, "kind" | "title">[];
  dark: boolean;
  className?: string;
};

const ICONS = { url: ExternalLink, phone: Phone, reply: Reply };

/** A message as it stands on the contact's phone, in that application's own colours whatever ours are. */
export function WhatsAppPreview({ label, header, body, footer, buttons, dark, className }: WhatsAppPreviewProps) {
  const rule = dark ? "border-white/10" : "border-black/10";
  return (
    <div role="group" aria-label={label} className={cn("rounded-2xl p-4", dark ? "bg-[#0b141a] text-[#e9edef]" : "bg-[#efeae2] text-[#111b21]", className)}>
      <div className={cn("max-w-80 rounded-xl rounded-tl-sm shadow-lift", dark ? "bg-[#202c33]" : "bg-white")}>
        <div className="grid gap-1 px-3 py-2 text-[14px] [&_a]:text-inherit">
          {header && <p className="font-semibold [overflow-wrap:anywhere]">{header}</p>}
          <RichText text={body} />
          {footer && <p className={cn("text-[12.5px]", dark ? "text-[#aebac1]" : "text-[#54656f]")}>{footer}</p>}
        </div>
        {buttons.map(({ kind, title }, index) => {
          const Icon = ICONS[kind];
          return (
            <p key={index} className={cn("flex items-center justify-center gap-1.5 border-t px-3 py-2 text-[14px] font-medium", rule, dark ? "text-[#53bdeb]" : "text-[#027a9f]")}>
              <Icon className="size-4 shrink-0" aria-hidden />
              {title}
            </p>
          );
        })}
      </div>
    </div>
  );
}
