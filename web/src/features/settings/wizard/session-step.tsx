import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "@/shared/ui/button";
import { sessionQuery } from "../channels/session";
import { SessionPanel } from "../channels/session-panel";
import { Lead, StepFoot } from "./wizard-frame";

/** The phone of the company is linked; where the provider calls us is set on the way. */
export function SessionStep({ channelId, onNext }: { channelId: string; onNext: () => void }) {
  const { t } = useTranslation("settings");
  const { data } = useQuery(sessionQuery(channelId));
  const linked = data?.state === "working";
  return (
    <>
      <Lead>{t("wizard.sessionLead")}</Lead>
      <SessionPanel channelId={channelId} />
      <StepFoot>
        <Button variant={linked ? "primary" : "outline"} onClick={onNext}>
          {t(linked ? "wizard.next" : "wizard.skip")}
        </Button>
      </StepFoot>
    </>
  );
}
