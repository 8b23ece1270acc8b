import { ShieldAlert, ShieldCheck } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { ContactDetail } from "@/api/types";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { useNow } from "@/shared/hooks/use-now";
import { useWords } from "../words";

type Consent = ContactDetail["consents"][number];

/** The latest word per purpose. A grant that ran out no longer counts. */
export function ConsentList({ consents }: { consents: Consent[] }) {
  const { t } = useTranslation(["extras", "inbox"]);
  if (consents.length === 0) return <p className="text-[13px] text-ink-3">{t("contact.noConsents")}</p>;
  return (
    <ul className="grid gap-2 text-[13px]">
      {consents.map((consent) => (
        <Line key={consent.purpose} consent={consent} />
      ))}
    </ul>
  );
}

function Line({ consent }: { consent: Consent }) {
  const { t } = useTranslation(["extras", "inbox"]);
  const { date } = useWhen();
  const { purpose } = useWords();
  const expired = Date.parse(consent.expires_at ?? "") < useNow();
  const state = consent.status === "granted" && expired ? "expired" : consent.status;
  const granted = state === "granted";
  const Icon = granted ? ShieldCheck : ShieldAlert;
  return (
    <li className={cn("flex items-center gap-2.5", granted ? "text-mata-text" : "text-ipe-text")}>
      <Icon className="size-4 shrink-0" aria-hidden />
      <span className="min-w-0 truncate">
        {purpose(consent.purpose)}: {t(`contact.consent.${state}`)}
      </span>
      <time dateTime={consent.at} className="ml-auto shrink-0 text-[12px] text-ink-3">
        {date(consent.at)}
      </time>
    </li>
  );
}
