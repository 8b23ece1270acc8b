import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import { cn } from "@/shared/cn";

const tones = {
  mata: "bg-mata-soft text-mata-text",
  ia: "bg-ia-soft text-ia-text",
  ceu: "bg-ceu-soft text-ceu-text",
  urucum: "bg-urucum-soft text-urucum-text",
};

type StepProps = { icon: LucideIcon; tone: keyof typeof tones; title: string; extra?: string | undefined; children: ReactNode };

/** One thing the agent did, on the line that joins them. */
export function Step({ icon: Icon, tone, title, extra, children }: StepProps) {
  return (
    <li className="group/step relative flex gap-3 pb-5">
      <span aria-hidden className="absolute top-8 bottom-0 left-4 w-px bg-line group-last/step:hidden" />
      <span aria-hidden className={cn("grid size-8 shrink-0 place-items-center rounded-full", tones[tone])}>
        <Icon className="size-4" />
      </span>
      <div className="min-w-0 flex-1 pt-1">
        <h3 className="flex items-baseline gap-2 font-medium">
          {title}
          {extra && <span className="ml-auto text-[12.5px] font-normal text-ink-3 tabular-nums">{extra}</span>}
        </h3>
        <div className="mt-0.5 text-[13px] text-ink-2">{children}</div>
      </div>
    </li>
  );
}
