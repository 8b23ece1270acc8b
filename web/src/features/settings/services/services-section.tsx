import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { ServiceCard } from "./service-card";
import { scanQuery, speechQuery } from "./services";
import { VoiceRules } from "./voice-rules";

/** Who listens to voice notes, who says replies aloud, who scans files. */
export function ServicesSection() {
  const { t } = useTranslation("settings");
  const speech = useQuery(speechQuery);
  const scan = useQuery(scanQuery);
  return (
    <SectionFrame title={t("sections.services")} lead={t("services.lead")}>
      <div className="grid gap-5">
        <Loaded query={speech}>
          {({ connectors, transcriber, voice, channels }) => (
            <>
              <ServiceCard
                purpose="transcriber"
                offers={connectors.filter(({ abilities }) => abilities.includes("transcriber"))}
                line={transcriber}
              />
              <ServiceCard purpose="voice" offers={connectors.filter(({ abilities }) => abilities.includes("voice"))} line={voice}>
                {voice && <VoiceRules key={JSON.stringify(channels)} rules={channels} />}
              </ServiceCard>
            </>
          )}
        </Loaded>
        <Loaded query={scan}>
          {({ connectors, scanner, held }) => (
            <ServiceCard purpose="file_scan" offers={connectors} line={scanner}>
              {held > 0 && <p className="border-t px-5 py-4 text-[13px] text-ipe-text">{t("services.held", { count: held })}</p>}
            </ServiceCard>
          )}
        </Loaded>
      </div>
    </SectionFrame>
  );
}
