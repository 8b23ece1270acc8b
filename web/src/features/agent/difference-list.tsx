import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { knownText } from "@/shared/words";
import type { Difference } from "./agents";
import { diffLines } from "./diff";

const LOOK = { same: "", added: "bg-mata-soft text-mata-text", removed: "bg-urucum-soft text-urucum-text" };
const MARK = { same: " ", added: "+", removed: "−" };

/** Two versions side by side, thing by thing. */
export function DifferenceList({ items }: { items: readonly Difference[] }) {
  const { t } = useTranslation("agent");
  if (items.length === 0) return <p className="py-2 text-ink-3">{t("same")}</p>;
  return (
    <ul className="grid gap-3">
      {items.map((item) => (
        <li key={`${item.part}/${item.key ?? ""}`} className="overflow-hidden rounded-xl border">
          <DifferenceView item={item} />
        </li>
      ))}
    </ul>
  );
}

function DifferenceView({ item }: { item: Difference }) {
  const { t } = useTranslation("agent");
  const lines = diffLines(item.before ?? "", item.after ?? "");
  const part = knownText("agent", `part.${item.part}`) ?? item.part;
  const name = item.key === null ? null : (knownText("agent", `key.${item.key}`) ?? item.key);
  return (
    <>
      <h3 className="flex gap-2 px-4 py-2 text-[13px] font-medium text-ink-2">
        {part}
        {name && <span className="font-normal text-ink-3 [overflow-wrap:anywhere]">{name}</span>}
      </h3>
      <div className="border-t bg-surface py-1.5 font-mono text-[12.5px] leading-6">
        {lines.map((line, index) => (
          <p key={index} className={cn("px-4 whitespace-pre-wrap [overflow-wrap:anywhere]", LOOK[line.kind])}>
            <span aria-hidden className="mr-3 inline-block w-2 select-none">
              {MARK[line.kind]}
            </span>
            {line.kind !== "same" && <span className="sr-only">{t(line.kind)}: </span>}
            {line.text}
          </p>
        ))}
      </div>
    </>
  );
}
