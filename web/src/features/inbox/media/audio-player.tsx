import { Mic, Music, Pause, Play } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "@/api/types";
import { attachmentUrl } from "./attachment-url";
import { length } from "./clock";
import { Transcript } from "./transcript";
import { useWaveform } from "./use-waveform";
import { Waveform } from "./waveform";

const RATES = [1, 1.5, 2];

/** Voice notes and other sound: play, seek, the speeds people are used to, and what was said in words. */
export function AudioPlayer({ attachment }: { attachment: Attachment }) {
  const { t, i18n } = useTranslation("extras");
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [told, setTold] = useState(0);
  const [rate, setRate] = useState(1);
  const wave = useWaveform(attachment);
  const seconds = wave?.seconds ?? told;
  const toggle = () => void (playing ? audio.current?.pause() : audio.current?.play());
  const faster = () => {
    const next = RATES[(RATES.indexOf(rate) + 1) % RATES.length]!;
    setRate(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const seek = (to: number) => {
    setAt(to);
    if (audio.current) audio.current.currentTime = to;
  };
  const speed = new Intl.NumberFormat(i18n.language).format(rate);
  return (
    <div className="mb-0.5 w-[300px] max-w-full">
      {!attachment.voice && attachment.filename && (
        <p className="mb-1 flex items-center gap-1.5 text-[12.5px] font-medium">
          <Music className="size-3.5 shrink-0" aria-hidden />
          <span className="truncate">{attachment.filename}</span>
        </p>
      )}
      <div className="flex items-center gap-2.5">
        <audio
          ref={audio}
          src={attachmentUrl(attachment.id)}
          preload="none"
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => seek(0)}
          onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
          onDurationChange={(event) => setTold(Number.isFinite(event.currentTarget.duration) ? event.currentTarget.duration : 0)}
        />
        <button
          type="button"
          onClick={toggle}
          aria-label={t(playing ? "media.pause" : "media.play")}
          className="grid size-10 shrink-0 place-items-center rounded-full bg-mata text-mata-ink"
        >
          {playing ? <Pause className="size-4 fill-current" aria-hidden /> : <Play className="size-4 translate-x-px fill-current" aria-hidden />}
        </button>
        <div className="min-w-0 flex-1">
          <div className="relative h-7">
            <Waveform peaks={wave?.peaks ?? null} played={seconds ? at / seconds : 0} />
            <input
              type="range"
              min={0}
              max={seconds || 1}
              step={0.1}
              value={Math.min(at, seconds || 1)}
              onChange={(event) => seek(Number(event.target.value))}
              aria-label={t("media.position")}
              aria-valuetext={length(at)}
              className="absolute inset-0 w-full cursor-pointer opacity-0 focus-visible:opacity-100"
            />
          </div>
          <p className="flex items-center gap-1 text-[11px] text-ink-2 tabular-nums">
            {attachment.voice && <Mic className="size-3" role="img" aria-label={t("media.voice")} />}
            {seconds || at ? length(at || seconds) : ""}
          </p>
        </div>
        <button
          type="button"
          onClick={faster}
          aria-label={t("media.speed", { rate: speed })}
          className="min-w-10 self-start rounded-full bg-[color-mix(in_oklab,var(--ink)_7%,transparent)] px-1.5 py-1 text-[11.5px] font-medium text-ink-2 tabular-nums"
        >
          {`${speed}×`}
        </button>
      </div>
      {attachment.transcript && <Transcript transcript={attachment.transcript} />}
    </div>
  );
}
