import { cn } from "@/shared/cn";

type WaveformProps = {
  /** 0 to 1; null draws a plain line. */
  peaks: readonly number[] | null;
  /** 0 to 1 */
  played: number;
};

export function Waveform({ peaks, played }: WaveformProps) {
  if (!peaks) {
    return (
      <div aria-hidden className="flex h-full items-center">
        <div className="h-1 w-full overflow-hidden rounded-full bg-line-strong">
          <div className="h-full bg-mata" style={{ width: `${played * 100}%` }} />
        </div>
      </div>
    );
  }
  return (
    <div aria-hidden className="flex h-full items-center gap-[2px]">
      {peaks.map((peak, index) => (
        <i
          key={index}
          className={cn("min-w-[2px] flex-1 rounded-full", index / peaks.length < played ? "bg-mata" : "bg-[color-mix(in_oklab,var(--ink)_28%,transparent)]")}
          style={{ height: `${Math.max(8, peak * 100)}%` }}
        />
      ))}
    </div>
  );
}
