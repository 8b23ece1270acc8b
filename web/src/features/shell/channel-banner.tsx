import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleAlert, TriangleAlert, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { useMay } from "@/api/me";
import { cn } from "@/shared/cn";
import { alarmsOf, dismiss, dismissed } from "./alarms";

/** What a channel needs somebody for, over every page; the gravest in words, the others counted. */
export function ChannelBanner() {
  const { t } = useTranslation("shell");
  const { data } = useQuery(channelsQuery);
  const may = useMay("admin");
  const [, redraw] = useState(0);
  const alarms = alarmsOf(data?.items ?? []).filter((alarm) => alarm.grave || !dismissed(alarm.key));
  const [first, ...others] = alarms;
  if (!first) return null;
  const Icon = first.grave ? TriangleAlert : CircleAlert;
  return (
    <div
      role="region"
      aria-label={t("banner.label")}
      className={cn("flex flex-wrap items-center justify-center gap-x-3 gap-y-1 px-4 py-1.5 text-[13px]", first.grave ? "bg-urucum-soft text-urucum-text" : "bg-ipe-soft text-ipe-text")}
    >
      <Icon className="size-4 shrink-0" aria-hidden />
      <p role="status" className="font-medium">
        {t(`banner.${first.code}`, { name: first.name })} {others.length > 0 && <span className="font-normal">{t("banner.more", { count: others.length })}</span>}
      </p>
      {may && (
        <Link to="/ajustes/$section" params={{ section: "canais" }} className="font-medium underline underline-offset-2">
          {t("banner.action")}
        </Link>
      )}
      {!first.grave && (
        <button
          type="button"
          aria-label={t("banner.dismiss")}
          title={t("banner.dismiss")}
          onClick={() => {
            dismiss(first.key);
            redraw((now) => now + 1);
          }}
          className="grid size-7 place-items-center rounded-md hover:bg-[color-mix(in_oklab,currentColor_12%,transparent)]"
        >
          <X className="size-4" aria-hidden />
        </button>
      )}
    </div>
  );
}
