import { X } from "lucide-react";
import { Dialog } from "radix-ui";
import { useTranslation } from "react-i18next";
import { IconButton } from "@/shared/ui/icon-button";
import { useDialogFocus } from "@/shared/ui/use-dialog-focus";

type LightboxProps = { src: string; alt: string; onClose: () => void };

/** A picture over the whole screen; a click anywhere, Esc or the button closes it. */
export function Lightbox({ src, alt, onClose }: LightboxProps) {
  const { t } = useTranslation();
  const focus = useDialogFocus();
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/85" />
        <Dialog.Content
          aria-describedby={undefined}
          {...focus}
          onClick={onClose}
          className="fixed inset-0 z-50 grid cursor-zoom-out place-items-center p-4 outline-none md:p-10"
        >
          <Dialog.Title className="sr-only">{alt}</Dialog.Title>
          <img src={src} alt={alt} className="pop max-h-full max-w-full rounded-lg object-contain" />
          <Dialog.Close asChild>
            <IconButton label={t("close")} variant="outline" className="absolute top-4 right-4">
              <X aria-hidden />
            </IconButton>
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
