import { Dialog } from "radix-ui";
import { X } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Attachment, Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { IconButton } from "@/shared/ui/icon-button";
import { attachmentUrl } from "./attachment-url";

type ImageThumbProps = { attachment: Attachment; author: Message["author"]; sticker?: boolean };

/** A picture of a fixed size, so that the thread does not jump when it arrives; it opens large. */
export function ImageThumb({ attachment, author, sticker }: ImageThumbProps) {
  const { t } = useTranslation("inbox");
  const alt = sticker ? t("media.sticker") : t("media.image", { author: t(`author.${author}`) });
  const src = attachmentUrl(attachment.id);
  return (
    <Dialog.Root>
      <Dialog.Trigger
        aria-label={`${alt}. ${t("media.open")}`}
        className={cn("mb-1 block overflow-hidden rounded-xl bg-sunken", sticker ? "size-32 bg-transparent" : "h-48 w-72 max-w-full cursor-zoom-in")}
      >
        <img src={src} alt="" loading="lazy" className={cn("size-full", sticker ? "object-contain" : "object-cover")} />
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/85" />
        <Dialog.Content aria-describedby={undefined} className="fixed inset-0 z-50 grid place-items-center p-4 md:p-10">
          <Dialog.Title className="sr-only">{alt}</Dialog.Title>
          <Dialog.Close className="absolute inset-0 cursor-zoom-out" aria-hidden tabIndex={-1} />
          <img src={src} alt={alt} className="pop relative max-h-full max-w-full rounded-lg object-contain" />
          <Dialog.Close asChild>
            <IconButton label={t("close", { ns: "common" })} variant="outline" className="absolute top-4 right-4">
              <X aria-hidden />
            </IconButton>
          </Dialog.Close>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
