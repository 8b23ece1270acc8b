import { ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";

export function DemoBanner() {
  const { t } = useTranslation("start");
  return (
    <p className="flex items-center justify-center gap-2 bg-ipe-soft px-4 py-2 text-center text-[13px] font-medium text-ipe-text">
      <ShieldCheck className="size-4 shrink-0" aria-hidden />
      {t("demo")}
    </p>
  );
}
