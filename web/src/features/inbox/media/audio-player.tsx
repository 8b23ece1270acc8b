import { Pause, Play } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Attachment } from "@/api/types";
import { attachmentUrl } from "./attachment-url";
import { useWaveform } from "./use-waveform";
import { Waveform } from "./waveform";

const RATES = [1, 1.5, 2];

function minutes(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Voice notes and other sound: play, seek, and the speeds people are used to. */
export function AudioPlayer({ attachment }: { attachment: Attachment }) {
  const { t } = useTranslation("inbox");
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [told, setTold] = useState(0);
  const [rate, setRate] = useState(1);
  const wave = useWaveform(attachment);
  const length = wave?.seconds ?? told;
  const toggle = () => void (playing ? audio.current?.pause() : audio.current?.play());
  const faster = () => {
    const next = RATES[(RATES.indexOf(rate) + 1) % RATES.length]!;
    setRate(next);
    if (audio.current) audio.current.playbackRate = next;
  };
  const seek = (seconds: number) => {
    setAt(seconds);
    if (audio.current) audio.current.currentTime = seconds;
  };
  return (
    <div className="mb-0.5 flex w-[300px] max-w-full items-center gap-2.5">
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
        className="grid size-9 shrink-0 place-items-center rounded-full bg-mata text-mata-ink"
      >
        {playing ? <Pause className="size-4 fill-current" aria-hidden /> : <Play className="size-4 translate-x-px fill-current" aria-hidden />}
      </button>
      <div className="relative h-8 min-w-0 flex-1">
        <Waveform peaks={wave?.peaks ?? null} played={length ? at / length : 0} />
        <input
          type="range"
          min={0}
          max={length || 1}
          step={0.1}
          value={Math.min(at, length || 1)}
          onChange={(event) => seek(Number(event.target.value))}
          aria-label={t("media.position")}
          aria-valuetext={minutes(at)}
          className="absolute inset-0 w-full cursor-pointer opacity-0 focus-visible:opacity-100"
        />
      </div>
      <span className="text-[12px] text-ink-2 tabular-nums">{length || at ? minutes(at || length) : ""}</span>
      <button
        type="button"
        onClick={faster}
        aria-label={t("media.speed", { rate })}
        className="min-w-9 rounded-full bg-[color-mix(in_oklab,var(--ink)_7%,transparent)] px-1.5 py-0.5 text-[11.5px] font-medium text-ink-2 tabular-nums"
      >
        {`${rate}×`}
      </button>
    </div>
  );
}
