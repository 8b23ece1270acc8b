import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { diffLines, type DiffLine } from "./diff";

type ChangesProps = { version: number; before: string; after: string };

const LOOK = { same: "", added: "bg-mata-soft text-mata-text", removed: "bg-urucum-soft text-urucum-text" };
const MARK = { same: " ", added: "+", removed: "−" };

/** What differs from the version that is live. */
export function Changes({ version, before, after }: ChangesProps) {
  const { t } = useTranslation("settings");
  const lines = diffLines(before, after);
  const count = (kind: DiffLine["kind"]) => lines.filter((line) => line.kind === kind).length;
  const changed = count("added") + count("removed") > 0;
  return (
    <div className="overflow-hidden rounded-xl border">
      <h3 className="flex gap-3 px-4 py-2.5 text-[13px] font-medium text-ink-2">
        {t(changed ? "agent.changes" : "agent.same", { version })}
        {changed && (
          <span className="ml-auto shrink-0 tabular-nums">
            <span className="text-mata-text">+{count("added")}</span> <span className="text-urucum-text">−{count("removed")}</span>
          </span>
        )}
      </h3>
      {changed && (
        <div role="region" aria-label={t("agent.changes", { version })} tabIndex={0} className="scroll-thin max-h-72 overflow-auto border-t bg-surface py-2 font-mono text-[12.5px] leading-6">
          {lines.map((line, index) => (
            <p key={index} className={cn("px-4 whitespace-pre-wrap", LOOK[line.kind])}>
              <span aria-hidden className="mr-3 inline-block w-2 select-none">
                {MARK[line.kind]}
              </span>
              {line.kind !== "same" && <span className="sr-only">{t(`agent.${line.kind}`)}: </span>}
              {line.text}
            </p>
          ))}
        </div>
      )}
    </div>
  );
}
