import { useWhen } from "@/shared/format/use-when";

export function DayLine({ at }: { at: string }) {
  const { dayName } = useWhen();
  return (
    <p className="flex justify-center py-3">
      <time dateTime={at} className="rounded-full bg-surface px-3 py-0.5 text-[12px] text-ink-3 shadow-lift first-letter:uppercase">
        {dayName(at)}
      </time>
    </p>
  );
}
