import { FlaskConical, Globe, MessageCircle, type LucideIcon } from "lucide-react";
import { cn } from "@/shared/cn";

const looks: Record<string, { icon: LucideIcon; className: string }> = {
  webchat: { icon: Globe, className: "bg-[oklch(.5_.12_240)]" },
  simulator: { icon: FlaskConical, className: "bg-[oklch(.5_.15_295)]" },
};

/** The channel's mark on the corner of an avatar. */
export function ChannelDot({ connector }: { connector: string | undefined }) {
  const { icon: Icon, className } = looks[connector ?? ""] ?? { icon: MessageCircle, className: "bg-[oklch(.52_.14_152)]" };
  return (
    <span className={cn("grid size-full place-items-center rounded-full text-white", className)}>
      <Icon className="size-2" strokeWidth={3} />
    </span>
  );
}
