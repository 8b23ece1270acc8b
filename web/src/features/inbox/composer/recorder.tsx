import { ArrowUp, Pause, Play, Square, Trash2 } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { IconButton } from "@/shared/ui/icon-button";
import { length } from "../media/clock";
import { Waveform } from "../media/waveform";
import { type Recording, useRecorder } from "./use-recorder";
import { useSendExtra } from "./use-send";
import { upload } from "./use-uploads";

type RecorderProps = { conversationId: string; onClose: () => void };

/** A voice note: record, listen, send or throw away. Esc throws it away. */
export function Recorder({ conversationId, onClose }: RecorderProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const [recording, stop] = useRecorder();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.focus(), []);
  return (
    <div
      ref={box}
      tabIndex={-1}
      role="group"
      aria-label={t("recorder.label")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        // Elsewhere the same key leaves the conversation.
        event.preventDefault();
        onClose();
      }}
      className="flex min-h-12 items-center gap-2 px-2 pb-2 outline-none"
    >
      <IconButton label={t("recorder.discard")} onClick={onClose} className="text-urucum-text">
        <Trash2 aria-hidden />
      </IconButton>
      <Body recording={recording} conversationId={conversationId} onStop={stop} onSent={onClose} />
    </div>
  );
}

type BodyProps = { recording: Recording; conversationId: string; onStop: () => void; onSent: () => void };

function Body({ recording, conversationId, onStop, onSent }: BodyProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  switch (recording.state) {
    case "asking":
      return <p role="status" className="text-[13px] text-ink-2">{t("recorder.asking")}</p>;
    case "refused":
      return <p role="alert" className="text-[13px] text-urucum-text">{t(`recorder.${recording.reason}`)}</p>;
    case "running":
      return (
        <>
          <span aria-hidden className="size-2.5 shrink-0 animate-pulse rounded-full bg-urucum" />
          <Time seconds={recording.seconds} label={t("recorder.running")} />
          <Meter levels={recording.levels} />
          <Button size="sm" onClick={onStop}>
            <Square className="fill-current" aria-hidden />
            {t("recorder.stop")}
          </Button>
        </>
      );
    case "done":
      return <Review recording={recording} conversationId={conversationId} onSent={onSent} />;
  }
}

type ReviewProps = { recording: Extract<Recording, { state: "done" }>; conversationId: string; onSent: () => void };

function Review({ recording, conversationId, onSent }: ReviewProps) {
  const { t } = useTranslation(["extras", "inbox"]);
  const text = useErrorText();
  const audio = useRef<HTMLAudioElement>(null);
  const [playing, setPlaying] = useState(false);
  const [at, setAt] = useState(0);
  const [percent, setPercent] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const send = useSendExtra(conversationId);
  const submit = () => {
    setError(null);
    setPercent(0);
    const file = new File([recording.sound], "audio", { type: recording.sound.type });
    upload(file, setPercent, true).then(
      (stored) => {
        send({ file: stored });
        onSent();
      },
      (failure: unknown) => {
        setPercent(null);
        setError(failure);
      },
    );
  };
  return (
    <>
      <audio
        ref={audio}
        src={recording.address}
        onPlay={() => setPlaying(true)}
        onPause={() => setPlaying(false)}
        onTimeUpdate={(event) => setAt(event.currentTarget.currentTime)}
      />
      <IconButton label={t(playing ? "media.pause" : "recorder.listen")} onClick={() => void (playing ? audio.current?.pause() : audio.current?.play())}>
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
      </IconButton>
      <Meter levels={recording.levels} played={at / recording.seconds} />
      <Time seconds={recording.seconds} />
      {error !== null && (
        <Notice>{text(error)}</Notice>
      )}
      <Button size="sm" variant="primary" onClick={submit} disabled={percent !== null}>
        {percent === null ? t("send") : t("recorder.sending", { percent })}
        <ArrowUp aria-hidden />
      </Button>
    </>
  );
}

function Notice({ children }: { children: ReactNode }) {
  return (
    <p role="alert" className="text-[12.5px] text-urucum-text">
      {children}
    </p>
  );
}

function Time({ seconds, label }: { seconds: number; label?: string }) {
  return (
    <span role="timer" aria-label={label} className="text-[13px] text-ink-2 tabular-nums">
      {length(seconds)}
    </span>
  );
}

function Meter({ levels, played = 0 }: { levels: number[]; played?: number }) {
  return (
    <div className="h-7 min-w-0 flex-1">
      <Waveform peaks={levels} played={played} />
    </div>
  );
}
