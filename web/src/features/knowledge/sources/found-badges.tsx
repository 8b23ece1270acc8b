import { useTranslation } from "react-i18next";
import { Badge, type Tone } from "@/shared/ui/badge";
import type { Source } from "../queries";

type Found = Source["found"];

const TONES = { new: "mata", changed: "ceu", gone: "urucum", same: "neutral" } as const satisfies Record<keyof Found, Tone>;
const ORDER = ["new", "changed", "gone", "same"] as const;

/** What taking it would change. */
export function FoundBadges({ found }: { found: Found }) {
  const { t } = useTranslation("knowledge");
  return (
    <p className="flex flex-wrap gap-1.5">
      {ORDER.filter((change) => found[change] > 0).map((change) => (
        <Badge key={change} tone={TONES[change]}>
          {t(`sources.found.${change}`, { count: found[change] })}
        </Badge>
      ))}
    </p>
  );
}
