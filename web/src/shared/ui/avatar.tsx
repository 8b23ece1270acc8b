import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

const HUES = [
  "bg-[oklch(.9_.06_20)] text-[oklch(.4_.12_20)]",
  "bg-[oklch(.91_.06_75)] text-[oklch(.4_.09_70)]",
  "bg-[oklch(.91_.06_150)] text-[oklch(.37_.09_150)]",
  "bg-[oklch(.9_.05_200)] text-[oklch(.38_.08_210)]",
  "bg-[oklch(.9_.05_255)] text-[oklch(.4_.12_260)]",
  "bg-[oklch(.9_.06_310)] text-[oklch(.4_.13_310)]",
];

/** First letters of the first and last word. A name without letters (a phone number) gets its last two digits. */
export function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /^\p{L}/u.test(word));
  const first = words[0];
  if (!first) return name.replace(/\D/g, "").slice(-2) || "?";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  return (first.charAt(0) + (last?.charAt(0) ?? "")).toUpperCase();
}

function hue(name: string): string {
  const sum = Array.from(name).reduce((total, letter) => total + letter.charCodeAt(0), 0);
  return HUES[sum % HUES.length]!;
}

type AvatarProps = {
  name: string;
  /** Pixels. */
  size?: number;
  /** A small mark on the corner, such as the channel. */
  badge?: ReactNode;
};

/** Decoration: the name is always written next to it, so it is hidden from screen readers. */
export function Avatar({ name, size = 36, badge }: AvatarProps) {
  return (
    <span className="relative inline-block shrink-0" style={{ width: size, height: size }} aria-hidden>
      <span
        className={cn("grid size-full place-items-center rounded-full font-semibold", hue(name))}
        style={{ fontSize: size * 0.36 }}
      >
        {initials(name)}
      </span>
      {badge && (
        <span className="absolute -right-0.5 -bottom-0.5 grid size-4 place-items-center rounded-full border-2 border-surface">
          {badge}
        </span>
      )}
    </span>
  );
}
