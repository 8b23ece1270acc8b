import { MapPin } from "lucide-react";
import { useTranslation } from "react-i18next";
import { number, text } from "./payload";

export function PlaceCard({ payload }: { payload: Record<string, unknown> }) {
  const { t } = useTranslation("inbox");
  const latitude = number(payload.latitude);
  const longitude = number(payload.longitude);
  const address = text(payload.address);
  return (
    <div className="mb-1 flex w-72 max-w-full items-start gap-3 rounded-xl bg-[color-mix(in_oklab,var(--ink)_5%,transparent)] p-2.5">
      <span className="grid size-10 shrink-0 place-items-center rounded-lg bg-surface text-urucum-text">
        <MapPin className="size-5" aria-hidden />
      </span>
      <div className="min-w-0">
        <p className="font-medium">{text(payload.name) ?? t("media.place")}</p>
        {address && <p className="text-[12.5px] text-ink-2">{address}</p>}
        {latitude !== null && longitude !== null && (
          <a
            href={`https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=16/${latitude}/${longitude}`}
            target="_blank"
            rel="noreferrer noopener"
            className="text-[12.5px] font-medium text-ceu-text underline underline-offset-2"
          >
            {t("media.map")}
          </a>
        )}
      </div>
    </div>
  );
}
