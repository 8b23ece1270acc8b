import { cn } from "@/shared/cn";

const looks = { online: "bg-[oklch(.62_.15_152)]", paused: "bg-ipe", offline: "bg-line-strong" };

/** The corner of an avatar: at work, pausing or away. Words stand beside it. */
export function PresenceDot({ state }: { state: keyof typeof looks }) {
  return <span className={cn("size-full rounded-full", looks[state])} />;
}
