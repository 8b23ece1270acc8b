import { Lock, Smartphone, Sparkles } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";

/** Whose words these are: decides the side and the colour. */
export type Voice = "contact" | "agent" | "people" | "note";

const fills: Record<Voice, string> = {
  contact: "bg-surface",
  agent: "bg-ia-soft",
  people: "bg-mata-soft",
  note: "bg-ipe-soft ring-1 ring-[color-mix(in_oklab,var(--ipe)_50%,transparent)]",
};

const inks: Record<Voice, string> = {
  contact: "text-ink-2",
  agent: "text-ia-text",
  people: "text-mata-text",
  note: "text-ipe-text",
};

export function voiceOf(message: Pick<Message, "author" | "type">): Voice {
  if (message.type === "note") return "note";
  if (message.author === "contact") return "contact";
  return message.author === "agent" ? "agent" : "people";
}

type BubbleFrameProps = {
  voice: Voice;
  first: boolean;
  /** Who spoke; shown above the first bubble of a group, except the contact's. */
  name: string;
  /** The contact's name stands above too: a group has many. */
  named?: boolean;
  byPhone?: boolean;
  /** Drawn without a bubble, such as a sticker. */
  bare?: boolean;
  /** Somebody was just led here: it glows for a moment. */
  lit?: boolean;
  /** Buttons that appear on its corner. */
  actions?: ReactNode;
  children: ReactNode;
};

export function BubbleFrame({ voice, first, name, named, byPhone, bare, lit, actions, children }: BubbleFrameProps) {
  const ours = voice !== "contact";
  return (
    // A tap has no hover: it puts the focus on the bubble, and that shows its buttons.
    <article
      tabIndex={-1}
      className={cn("group relative outline-none focus-visible:outline-none flex max-w-[86%] flex-col md:max-w-[78%]", ours ? "ml-auto items-end" : "items-start", first ? "pt-2.5" : "pt-1")}
    >
      {first && (ours || named ? <AuthorLine voice={voice} name={name} byPhone={byPhone} /> : <span className="sr-only">{name}</span>)}
      <div
        className={cn(
          "relative max-w-full min-w-0 rounded-2xl text-[14px]",
          !bare && ["px-3 py-2 shadow-lift", fills[voice]],
          first && (ours ? "rounded-tr-md" : "rounded-tl-md"),
          lit && "ring-2 ring-ceu",
        )}
      >
        {children}
        {actions && (
          <div
            className={cn(
              "pointer-events-none absolute -top-3 flex rounded-lg border bg-surface opacity-0 shadow-lift group-focus-within:pointer-events-auto group-focus-within:opacity-100 group-hover:pointer-events-auto group-hover:opacity-100",
              ours ? "-left-3" : "-right-3",
            )}
          >
            {actions}
          </div>
        )}
      </div>
    </article>
  );
}

function AuthorLine({ voice, name, byPhone }: { voice: Voice; name: string; byPhone: boolean | undefined }) {
  const { t } = useTranslation("inbox");
  const Icon = voice === "agent" ? Sparkles : voice === "note" ? Lock : byPhone ? Smartphone : null;
  return (
    <p className={cn("mb-0.5 flex items-center gap-1 px-1 text-[11.5px] font-medium", inks[voice])}>
      {Icon && <Icon className="size-3" aria-hidden />}
      {name}
      {voice === "note" && <span className="font-normal">· {t("thread.privateNote")}</span>}
    </p>
  );
}
