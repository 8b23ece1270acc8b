import { useTranslation } from "react-i18next";
import { DiffView } from "@/shared/diff/diff-view";
import { knownText } from "@/shared/words";
import type { Difference } from "./agents";
import { useDifferenceName, useDifferenceWords } from "./difference-words";

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
  const words = useDifferenceWords();
  const named = useDifferenceName();
  const part = knownText("agent", `part.${item.part}`) ?? item.part;
  const name = item.key === null ? null : named(item.part, item.key);
  return (
    <>
      <h3 className="flex gap-2 px-4 py-2 text-[13px] font-medium text-ink-2">
        {part}
        {name && <span className="font-normal text-ink-3 [overflow-wrap:anywhere]">{name}</span>}
      </h3>
      <DiffView before={words(item.part, item.key, item.before)} after={words(item.part, item.key, item.after)} className="border-t" />
    </>
  );
}
