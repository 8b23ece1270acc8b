import { useEffect, useRef, useState } from "react";

/** Recorded as phones do where the browser can; the server makes a real voice note of any of them. */
const FORMATS = ["audio/ogg;codecs=opus", "audio/webm;codecs=opus", "audio/mp4"];
/** Milliseconds between two looks at the level. */
const LOOK = 80;
/** Seconds; longer than anybody listens to. */
const LONGEST = 15 * 60;

export type Recording =
  | { state: "asking" }
  | { state: "refused"; reason: "denied" | "missing" }
  | { state: "running"; seconds: number; levels: number[] }
  | { state: "done"; seconds: number; levels: number[]; sound: Blob; address: string };

const BARS = 48;

/** The root mean square of a moment of sound, 0 to 1, stretched so that speech fills the meter. */
export function levelOf(samples: Float32Array): number {
  const sum = samples.reduce((total, sample) => total + sample * sample, 0);
  return Math.min(1, Math.sqrt(sum / Math.max(1, samples.length)) * 4);
}

/** Records from the moment it is mounted. `stop` keeps what was said; leaving throws it away. */
export function useRecorder(): [Recording, () => void] {
  const [recording, setRecording] = useState<Recording>({ state: "asking" });
  const stop = useRef<() => void>(() => undefined);

  useEffect(() => {
    let left = false;
    let address = "";
    const cleanups: (() => void)[] = [];
    const end = () => cleanups.splice(0).forEach((clean) => clean());

    async function begin(): Promise<void> {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } });
      cleanups.push(() => stream.getTracks().forEach((track) => track.stop()));
      if (left) return end();
      const mimeType = FORMATS.find((format) => MediaRecorder.isTypeSupported(format));
      const recorder = new MediaRecorder(stream, mimeType ? { mimeType } : {});
      const context = new AudioContext();
      cleanups.push(() => void context.close());
      const analyser = context.createAnalyser();
      context.createMediaStreamSource(stream).connect(analyser);
      const samples = new Float32Array(analyser.fftSize);
      const parts: Blob[] = [];
      const levels: number[] = [];
      const from = performance.now();
      const seconds = () => (performance.now() - from) / 1000;
      const timer = setInterval(() => {
        analyser.getFloatTimeDomainData(samples);
        levels.push(levelOf(samples));
        setRecording({ state: "running", seconds: seconds(), levels: levels.slice(-BARS) });
        if (seconds() > LONGEST) stop.current();
      }, LOOK);
      cleanups.push(() => clearInterval(timer));
      recorder.ondataavailable = (event) => parts.push(event.data);
      recorder.onstop = () => {
        const length = seconds();
        end();
        if (left) return;
        const sound = new Blob(parts, { type: recorder.mimeType });
        address = URL.createObjectURL(sound);
        setRecording({ state: "done", seconds: length, levels: sampled(levels), sound, address });
      };
      stop.current = () => {
        if (recorder.state !== "inactive") recorder.stop();
      };
      recorder.start();
    }

    begin().catch((error: unknown) => {
      end();
      const denied = error instanceof DOMException && (error.name === "NotAllowedError" || error.name === "SecurityError");
      if (!left) setRecording({ state: "refused", reason: denied ? "denied" : "missing" });
    });
    return () => {
      left = true;
      stop.current();
      end();
      if (address) URL.revokeObjectURL(address);
    };
  }, []);
  return [recording, () => stop.current()];
}

/** As many levels as the meter has bars, spread over the whole recording. */
export function sampled(levels: readonly number[]): number[] {
  if (levels.length <= BARS) return [...levels];
  return Array.from({ length: BARS }, (_, bar) => levels[Math.floor((bar * levels.length) / BARS)]!);
}
