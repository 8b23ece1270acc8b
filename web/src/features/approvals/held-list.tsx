import { useQuery } from "@tanstack/react-query";
import { useMay } from "@/api/me";
import { useTranslation } from "react-i18next";
import { HeldCard } from "./held-card";
import { heldQuery } from "./held-queries";
import type { Stand } from "./stands";

/** Messages that wait for a word, the most urgent first, or what became of them. */
export function HeldList({ stand }: { stand: Stand }) {
  const { t } = useTranslation("supervision");
  const maySee = useMay("operator");
  const { data } = useQuery({ ...heldQuery(stand), enabled: maySee });
  if (!data?.items.length) return null;
  return (
    <ul aria-label={t("held.list")} className="mb-3 grid gap-3">
      {data.items.map((held) => (
        <li key={held.id}>
          <HeldCard held={held} />
        </li>
      ))}
    </ul>
  );
}
