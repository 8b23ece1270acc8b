import { Play } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment, Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { attachmentUrl, thumbnailUrl } from "./attachment-url";
import { length } from "./clock";
import { boxOf } from "./gallery";

const Lightbox = lazy(async () => ({ default: (await import("./lightbox")).Lightbox }));

type ImageThumbProps = { message: Message; attachment: Attachment };

/** A picture, or the first one of a film. Its box is known before it arrives; it opens large. */
export function ImageThumb({ message, attachment }: ImageThumbProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const [open, setOpen] = useState(false);
  const film = attachment.mime_type.startsWith("video/");
  const author = t(`inbox:author.${message.author}`);
  const alt = t(film ? "media.videoBy" : "media.image", { author });
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-label={`${alt}. ${t(film ? "media.play_video" : "media.open")}`}
        style={boxOf(attachment)}
        className="relative mb-1 block max-w-full cursor-zoom-in overflow-hidden rounded-xl bg-sunken"
      >
        <img
          src={attachment.thumbnail ? thumbnailUrl(attachment.id) : attachmentUrl(attachment.id)}
          alt=""
          loading="lazy"
          className="size-full object-cover"
        />
        {film && <FilmMark duration={attachment.duration_ms} />}
      </button>
      <Suspense>{open && <Lightbox conversationId={message.conversation_id} openAt={message.id} onClose={() => setOpen(false)} />}</Suspense>
    </>
  );
}

function FilmMark({ duration }: { duration: number | null }) {
  return (
    <>
      <span aria-hidden className="absolute inset-0 grid place-items-center bg-black/15">
        <span className="grid size-12 place-items-center rounded-full bg-black/60 text-white">
          <Play className="size-5 translate-x-px fill-current" />
        </span>
      </span>
      {duration !== null && (
        <span className="absolute bottom-1.5 left-2 rounded bg-black/60 px-1.5 text-[11.5px] text-white tabular-nums">{length(duration / 1000)}</span>
      )}
    </>
  );
}

/** Drawn without a bubble, as large as phones draw it. */
export function Sticker({ attachment, className }: { attachment: Attachment; className?: string }) {
  const { t } = useTranslation("extras");
  return <img src={attachmentUrl(attachment.id)} alt={t("media.sticker")} loading="lazy" className={cn("mb-1 size-36 object-contain", className)} />;
}
