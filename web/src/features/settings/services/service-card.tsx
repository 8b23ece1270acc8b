import { AudioLines, Ear, type LucideIcon, ShieldCheck, TriangleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useWhen } from "@/shared/format/use-when";
import { Badge } from "@/shared/ui/badge";
import { Card } from "@/shared/ui/card";
import { ServiceForm } from "./service-form";
import type { Offer, Purpose, ServiceLine } from "./services";

const ICONS: Record<Purpose, LucideIcon> = { transcriber: Ear, voice: AudioLines, file_scan: ShieldCheck };

type ServiceCardProps = {
  purpose: Purpose;
  offers: Offer[];
  line: ServiceLine | null;
  /** What else belongs to the purpose, under the form. */
  children?: ReactNode;
};

/** One purpose: what it is for, who serves it and how that goes. */
export function ServiceCard({ purpose, offers, line, children }: ServiceCardProps) {
  const { t } = useTranslation("settings");
  const Icon = ICONS[purpose];
  const title = t(`services.${purpose}.title`);
  return (
    <Card aria-label={title}>
      <div className="grid gap-4 p-5">
        <header className="flex flex-wrap items-start gap-x-4 gap-y-2">
          <span aria-hidden className="grid size-10 shrink-0 place-items-center rounded-xl bg-sunken text-ink-2 [&_svg]:size-5">
            <Icon />
          </span>
          <div className="min-w-0 flex-1 basis-56">
            <h3 className="flex flex-wrap items-center gap-x-2.5 gap-y-1 font-medium">
              {title}
              <State line={line} />
            </h3>
            <p className="text-[13px] text-ink-2">{t(`services.${purpose}.${line ? "lead" : "empty"}`)}</p>
          </div>
        </header>
        {line?.trouble && <Trouble detail={line.trouble} since={line.trouble_since} />}
        {/* Another service, or another person's change: the form begins anew. */}
        <ServiceForm key={JSON.stringify([line?.connector, line?.settings])} purpose={purpose} offers={offers} line={line} />
      </div>
      {children}
    </Card>
  );
}

function State({ line }: { line: ServiceLine | null }) {
  const { t } = useTranslation("settings");
  if (!line) return <Badge>{t("services.state.none")}</Badge>;
  return line.trouble ? <Badge tone="urucum">{t("services.state.trouble")}</Badge> : <Badge tone="mata">{t("services.state.used")}</Badge>;
}

function Trouble({ detail, since }: { detail: string; since: string | null }) {
  const { t } = useTranslation("settings");
  const { briefly } = useWhen();
  return (
    <div className="flex gap-3 rounded-xl bg-urucum-soft px-3 py-2.5 text-[13px] text-urucum-text">
      <TriangleAlert className="mt-0.5 size-4 shrink-0" aria-hidden />
      <div className="min-w-0">
        <p className="font-medium">
          {t("services.trouble")}{" "}
          {since && <span className="font-normal whitespace-nowrap">· {t("channels.since", { at: briefly(since) })}</span>}
        </p>
        <p className="mt-0.5 font-mono text-[12px] [overflow-wrap:anywhere]">{detail}</p>
      </div>
    </div>
  );
}
