import { useQuery } from "@tanstack/react-query";
import type { Attachment } from "@/api/types";
import { attachmentUrl } from "./attachment-url";

export type Wave = { peaks: number[]; seconds: number };

const BARS = 40;
/** Decoding a long recording costs more than its picture is worth. */
const LARGEST = 2_000_000;
const RATE = 8000;

/** The loudest sample of each of `bars` equal parts, the loudest of all being 1. */
export function peaksOf(samples: Float32Array, bars: number): number[] {
  const part = samples.length / bars;
  const peaks = Array.from({ length: bars }, (_, bar) => {
    let peak = 0;
    for (let index = Math.floor(bar * part); index < Math.max(bar * part + 1, (bar + 1) * part) && index < samples.length; index += 1) {
      peak = Math.max(peak, Math.abs(samples[index]!));
    }
    return peak;
  });
  const loudest = Math.max(...peaks) || 1;
  return peaks.map((peak) => peak / loudest);
}

async function decode(id: string): Promise<Wave | null> {
  const response = await fetch(attachmentUrl(id));
  if (!response.ok) return null;
  const context = new OfflineAudioContext(1, 1, RATE);
  const sound = await context.decodeAudioData(await response.arrayBuffer()).catch(() => null);
  return sound && { peaks: peaksOf(sound.getChannelData(0), BARS), seconds: sound.duration };
}

/** The shape the server drew, as shares of the loudest. */
export function waveOf({ waveform, duration_ms }: Pick<Attachment, "waveform" | "duration_ms">): Wave | null {
  if (!waveform || duration_ms === null) return null;
  return { peaks: peaksOf(Float32Array.from(waveform), BARS), seconds: duration_ms / 1000 };
}

/** The shape and length of a recording; null until known, or when this browser cannot decode it. */
export function useWaveform(attachment: Attachment): Wave | null {
  const drawn = waveOf(attachment);
  const { data } = useQuery({
    queryKey: ["waveforms", attachment.id],
    queryFn: () => decode(attachment.id),
    enabled: drawn === null && (attachment.size ?? 0) < LARGEST,
    staleTime: Infinity,
  });
  return drawn ?? data ?? null;
}
