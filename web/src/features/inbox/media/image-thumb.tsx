import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment, Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { attachmentUrl } from "./attachment-url";

const Lightbox = lazy(async () => ({ default: (await import("./lightbox")).Lightbox }));

type ImageThumbProps = { attachment: Attachment; author: Message["author"]; sticker?: boolean };

/** A picture of a fixed size, so that the thread does not jump when it arrives; it opens large. */
export function ImageThumb({ attachment, author, sticker }: ImageThumbProps) {
  const { t } = useTranslation("inbox");
  const [open, setOpen] = useState(false);
  const alt = sticker ? t("media.sticker") : t("media.image", { author: t(`author.${author}`) });
  const src = attachmentUrl(attachment.id);
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label={`${alt}. ${t("media.open")}`}
        className={cn("mb-1 block overflow-hidden rounded-xl bg-sunken", sticker ? "size-32 bg-transparent" : "h-48 w-72 max-w-full cursor-zoom-in")}
      >
        <img src={src} alt="" loading="lazy" className={cn("size-full", sticker ? "object-contain" : "object-cover")} />
      </button>
      <Suspense>{open && <Lightbox src={src} alt={alt} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}
