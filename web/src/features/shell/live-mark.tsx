import { Wifi, WifiOff } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useLiveStatus } from "@/realtime/use-live";
import { cn } from "@/shared/cn";
import { Tooltip } from "@/shared/ui/tooltip";

/** Says whether what is on screen follows the server by itself. */
export function LiveMark() {
  const { t } = useTranslation("shell");
  const status = useLiveStatus();
  const label = t(`live.${status}`);
  const Icon = status === "off" ? WifiOff : Wifi;
  return (
    <Tooltip label={label} side="right">
      <span
        role="status"
        aria-label={label}
        className={cn("grid size-10 shrink-0 place-items-center", status === "off" && "text-ipe", status === "connecting" && "opacity-60")}
      >
        <Icon className="size-4" aria-hidden />
      </span>
    </Tooltip>
  );
}
