import { Check, CheckCheck, CircleSlash, Clock3, CloudUpload, Hourglass, TriangleAlert, type LucideIcon } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { Tooltip } from "@/shared/ui/tooltip";

const icons: Partial<Record<Message["status"], LucideIcon>> = {
  held: Hourglass,
  queued: Clock3,
  sending: CloudUpload,
  unconfirmed: TriangleAlert,
  sent: Check,
  delivered: CheckCheck,
  read: CheckCheck,
  failed: TriangleAlert,
  cancelled: CircleSlash,
};

const LOUD: Partial<Record<Message["status"], string>> = {
  held: "text-ipe-text",
  unconfirmed: "text-ipe-text",
  failed: "text-urucum-text",
  cancelled: "text-ink-2",
};

/** How far a message got on its way to the contact. What is not in order says so in words too. */
export function Ticks({ status }: { status: Message["status"] }) {
  const { t } = useTranslation("inbox");
  const Icon = icons[status];
  if (!Icon) return null;
  const label = t(`ticks.${status}`);
  const loud = LOUD[status];
  const hint = status === "unconfirmed" ? t("ticks.unconfirmedHint") : label;
  return (
    <Tooltip label={hint}>
      <span className={cn("inline-flex items-center gap-1", loud, status === "read" && "text-tick")}>
        <Icon className="size-3.5" {...(loud ? { "aria-hidden": true } : { role: "img", "aria-label": label })} />
        {loud && label}
      </span>
    </Tooltip>
  );
}
