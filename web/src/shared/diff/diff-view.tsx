import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { diffLines } from "./diff";

const LOOK = { same: "", added: "bg-mata-soft text-mata-text", removed: "bg-urucum-soft text-urucum-text" };
const MARK = { same: " ", added: "+", removed: "−" };

/** Two texts, line by line: what was taken out, what was put in. */
export function DiffView({ before, after, className }: { before: string; after: string; className?: string }) {
  const { t } = useTranslation();
  return (
    <div className={cn("bg-surface py-1.5 text-[13px] leading-6", className)}>
      {diffLines(before, after).map((line, index) => (
        <p key={index} className={cn("px-4 whitespace-pre-wrap [overflow-wrap:anywhere]", LOOK[line.kind])}>
          <span aria-hidden className="mr-3 inline-block w-2 font-mono select-none">
            {MARK[line.kind]}
          </span>
          {line.kind !== "same" && <span className="sr-only">{t(line.kind)}: </span>}
          {line.text}
        </p>
      ))}
    </div>
  );
}
