import { X } from "lucide-react";
import { Dialog as Radix } from "radix-ui";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { IconButton } from "./icon-button";
import { useDialogFocus } from "./use-dialog-focus";

type SheetProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  children: ReactNode;
  /** From the right edge (details) or from below (a phone's menu). */
  side?: "right" | "bottom";
};

const place = {
  right: "slide-in inset-y-0 right-0 w-[min(440px,100vw)] border-l",
  bottom: "pop inset-x-0 bottom-0 max-h-[85dvh] rounded-t-2xl border-t pb-[env(safe-area-inset-bottom)]",
};

/** A panel over the page that keeps the page in sight. */
export function Sheet({ open, onOpenChange, title, children, side = "right" }: SheetProps) {
  const { t } = useTranslation();
  const focus = useDialogFocus();
  return (
    <Radix.Root open={open} onOpenChange={onOpenChange}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-black/30" />
        <Radix.Content
          {...focus}
          aria-describedby={undefined}
          className={cn("fixed z-50 flex flex-col bg-surface shadow-float outline-none", place[side])}
        >
          <header className="flex h-[60px] shrink-0 items-center gap-3 px-5">
            <Radix.Title className="min-w-0 flex-1 truncate font-display text-[17px] font-semibold">{title}</Radix.Title>
            <Radix.Close asChild>
              <IconButton label={t("close")}>
                <X aria-hidden />
              </IconButton>
            </Radix.Close>
          </header>
          <div tabIndex={0} className="scroll-thin min-h-0 flex-1 overflow-auto px-5 pb-5 -outline-offset-2">{children}</div>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
