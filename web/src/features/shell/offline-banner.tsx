import { WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLiveStatus } from "@/realtime/use-live";

export function OfflineBanner() {
  const { t } = useTranslation("shell");
  if (useLiveStatus() !== "off") return null;
  return (
    <p role="alert" className="flex items-center justify-center gap-2 bg-ipe-soft px-4 py-1.5 text-center text-[13px] font-medium text-ipe-text">
      <WifiOff className="size-4 shrink-0" aria-hidden />
      {t("offline")}
    </p>
  );
}
