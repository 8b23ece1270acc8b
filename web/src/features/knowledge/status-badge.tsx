import { useTranslation } from "react-i18next";
import type { ArticleItem } from "@/api/articles";
import { Badge, type Tone } from "@/shared/ui/badge";

const TONES: Record<ArticleItem["status"], Tone> = { draft: "ipe", published: "mata", archived: "neutral" };

export function StatusBadge({ status }: { status: ArticleItem["status"] }) {
  const { t } = useTranslation("knowledge");
  return <Badge tone={TONES[status]}>{t(`status.${status}`)}</Badge>;
}
