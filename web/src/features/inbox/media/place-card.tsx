import { ExternalLink, MapPin } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { panel } from "./panel";
import { number, text } from "@/shared/payload";

/** A place on a card we draw ourselves: no map is fetched, so nobody outside learns where the contact is. */
export function PlaceCard({ payload }: { payload: Record<string, unknown> }) {
  const { t, i18n } = useTranslation("extras");
  const latitude = number(payload.latitude);
  const longitude = number(payload.longitude);
  const address = text(payload.address);
  const known = latitude !== null && longitude !== null;
  const degrees = new Intl.NumberFormat(i18n.language, { maximumFractionDigits: 5 });
  return (
    <div className={cn(panel, "mb-1 w-72 max-w-full overflow-hidden")}>
      <Streets />
      <div className="p-2.5">
        <p className="font-medium">{text(payload.name) ?? t(payload.live === true ? "media.livePlace" : "media.place")}</p>
        {address && <p className="text-[12.5px] text-ink-2">{address}</p>}
        {known && (
          <p className="mt-0.5 flex flex-wrap items-center justify-between gap-x-3 text-[12px] text-ink-2 tabular-nums">
            {degrees.format(latitude)} ; {degrees.format(longitude)}
            <a
              href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
              target="_blank"
              rel="noreferrer noopener"
              className="flex items-center gap-1 py-0.5 text-[12.5px] font-medium text-ceu-text underline underline-offset-2"
            >
              {t("media.map")}
              <ExternalLink className="size-3" aria-hidden />
            </a>
          </p>
        )}
      </div>
    </div>
  );
}

/** A neutral piece of a town, the same for every place. */
function Streets() {
  return (
    <div aria-hidden className="relative h-24 bg-[color-mix(in_oklab,var(--mata)_12%,var(--surface))]">
      <svg viewBox="0 0 288 96" preserveAspectRatio="xMidYMid slice" className="size-full">
        <path d="M196 0h92v58h-92z" className="fill-[color-mix(in_oklab,var(--mata)_24%,var(--surface))]" />
        <path d="M-4 82c60-26 90 8 150-6s80-40 150-34" className="fill-none stroke-[color-mix(in_oklab,var(--ceu)_30%,var(--surface))]" strokeWidth="14" />
        <path d="M-4 34 292 12M62-4 92 100M146-4v104M196-4l10 104M-4 62 292 46" className="fill-none stroke-surface" strokeWidth="6" />
      </svg>
      <span className="absolute inset-0 grid place-items-center text-urucum-text">
        <MapPin className="size-8 -translate-y-3 fill-urucum-soft" />
      </span>
    </div>
  );
}
