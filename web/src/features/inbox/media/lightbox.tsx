import { useQuery } from "@tanstack/react-query";
import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
import { Dialog } from "radix-ui";
import { type KeyboardEvent, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { threadQuery } from "@/api/messages";
import { cn } from "@/shared/cn";
import { plainText } from "@/shared/marks/marks";
import { useWhen } from "@/shared/format/use-when";
import { attachmentUrl } from "./attachment-url";
import { galleryOf, type Shot } from "./gallery";

const ZOOMS = [1, 1.5, 2, 3, 4];

type LightboxProps = {
  conversationId: string;
  /** The message whose picture is shown first. */
  openAt: string;
  onClose: () => void;
};

/** The pictures and films of the thread over the whole screen: arrows turn, plus and minus zoom, Esc closes. */
export function Lightbox({ conversationId, openAt, onClose }: LightboxProps) {
  const { t } = useTranslation(["extras", "inbox", "common"]);
  const { data } = useQuery({ ...threadQuery(conversationId), staleTime: Infinity });
  const shots = galleryOf(data?.items ?? []);
  const [at, setAt] = useState(openAt);
  const [zoom, setZoom] = useState(0);
  const index = Math.max(0, shots.findIndex((shot) => shot.message.id === at));
  const shot = shots[index];
  const turn = (step: number) => {
    const next = shots[index + step];
    if (!next) return;
    setAt(next.message.id);
    setZoom(0);
  };
  const zoomBy = (step: number) => setZoom((now) => Math.min(ZOOMS.length - 1, Math.max(0, now + step)));
  const onKeyDown = (event: KeyboardEvent) => {
    // A film and a picture that is zoomed have their own use for the arrows.
    const turning = zoom === 0 && !(event.target instanceof HTMLVideoElement);
    if (turning && event.key === "ArrowLeft") turn(-1);
    else if (turning && event.key === "ArrowRight") turn(1);
    else if (event.key === "+" || event.key === "=") zoomBy(1);
    else if (event.key === "-") zoomBy(-1);
    else if (event.key === "0") setZoom(0);
    else return;
    event.preventDefault();
  };
  if (!shot) return null;
  return (
    <Dialog.Root open onOpenChange={onClose}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/95" />
        <Dialog.Content
          aria-describedby={undefined}
          onKeyDown={onKeyDown}
          onOpenAutoFocus={(event) => {
            event.preventDefault();
            (event.currentTarget as HTMLElement).focus();
          }}
          className="fixed inset-0 z-50 flex flex-col text-white outline-none"
        >
          <header className="flex items-center gap-1 px-3 py-2">
            <div className="min-w-0 flex-1 pl-1">
              <Dialog.Title className="truncate text-[14px] font-medium">{t(`inbox:author.${shot.message.author}`)}</Dialog.Title>
              <Taken shot={shot} place={t("media.place_in", { at: index + 1, of: shots.length })} />
            </div>
            {!shot.film && (
              <>
                <Tool label={t("media.zoomOut")} disabled={zoom === 0} onClick={() => zoomBy(-1)} icon={<ZoomOut />} />
                <Tool label={t("media.zoomIn")} disabled={zoom === ZOOMS.length - 1} onClick={() => zoomBy(1)} icon={<ZoomIn />} />
              </>
            )}
            <a
              href={attachmentUrl(shot.attachment.id)}
              download={shot.attachment.filename ?? ""}
              aria-label={t("media.save")}
              className="grid size-10 place-items-center rounded-lg hover:bg-white/15"
            >
              <Download className="size-5" aria-hidden />
            </a>
            <Tool label={t("common:close")} onClick={onClose} icon={<X />} />
          </header>
          <div className="relative min-h-0 flex-1">
            <View shot={shot} zoom={ZOOMS[zoom]!} onToggle={() => setZoom((now) => (now === 0 ? 2 : 0))} onClose={onClose} />
            {index > 0 && <Turn side="left" label={t("media.previous")} onClick={() => turn(-1)} />}
            {index < shots.length - 1 && <Turn side="right" label={t("media.next")} onClick={() => turn(1)} />}
          </div>
          {shot.message.text && <p className="mx-auto line-clamp-3 max-w-2xl px-6 py-3 text-center text-[14px]">{plainText(shot.message.text)}</p>}
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Taken({ shot, place }: { shot: Shot; place: string }) {
  const { moment } = useWhen();
  return (
    <p className="text-[12px] text-white/80 tabular-nums" aria-live="polite">
      {moment(shot.message.sent_at)} · {place}
    </p>
  );
}

type ViewProps = { shot: Shot; zoom: number; onToggle: () => void; onClose: () => void };

function View({ shot, zoom, onToggle, onClose }: ViewProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const src = attachmentUrl(shot.attachment.id);
  const author = t(`inbox:author.${shot.message.author}`);
  if (shot.film) {
    return (
      <div className="grid size-full grid-rows-[minmax(0,1fr)] place-items-center p-2 md:px-16">
        <video key={src} src={src} controls autoPlay aria-label={t("media.videoBy", { author })} className="max-h-full max-w-full rounded-lg bg-black" />
      </div>
    );
  }
  return (
    // A click beside the picture closes, as everywhere; Esc and the button do the same for those without a mouse.
    <div
      tabIndex={zoom > 1 ? 0 : -1}
      className={cn("scroll-thin size-full outline-none", zoom > 1 ? "overflow-auto" : "overflow-hidden")}
      onClick={(event) => event.target === event.currentTarget && onClose()}
    >
      <div className="grid grid-rows-[minmax(0,1fr)] place-items-center p-2 md:px-16" style={{ width: `${zoom * 100}%`, height: `${zoom * 100}%` }} onClick={(event) => event.target === event.currentTarget && onClose()}>
        <img
          key={src}
          src={src}
          alt={t("media.image", { author })}
          onClick={onToggle}
          className={cn("pop max-h-full max-w-full rounded-lg object-contain", zoom > 1 ? "size-full cursor-zoom-out" : "cursor-zoom-in")}
        />
      </div>
    </div>
  );
}

type ToolProps = { label: string; icon: ReactNode; onClick: () => void; disabled?: boolean };

function Tool({ label, icon, ...props }: ToolProps) {
  return (
    <button type="button" aria-label={label} title={label} className="grid size-10 place-items-center rounded-lg hover:bg-white/15 disabled:opacity-40 [&_svg]:size-5" {...props}>
      {icon}
    </button>
  );
}

function Turn({ side, label, onClick }: { side: "left" | "right"; label: string; onClick: () => void }) {
  const Icon = side === "left" ? ChevronLeft : ChevronRight;
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      onClick={onClick}
      className={cn("absolute top-1/2 grid size-11 -translate-y-1/2 place-items-center rounded-full bg-black/55 hover:bg-black/80", side === "left" ? "left-2" : "right-2")}
    >
      <Icon className="size-6" aria-hidden />
    </button>
  );
}
