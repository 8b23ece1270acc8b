import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { Button } from "@/shared/ui/button";
import { RulesForm } from "../channels/rules-form";
import { Lead, StepFoot } from "./wizard-frame";

export function RulesStep({ channel, onNext }: { channel: components["schemas"]["Channel"]; onNext: () => void }) {
  const { t } = useTranslation("settings");
  return (
    <>
      <Lead>{t("wizard.rulesLead")}</Lead>
      <RulesForm
        channel={channel}
        onSaved={onNext}
        foot={(saving) => (
          <StepFoot>
            <Button type="submit" variant="primary" disabled={saving}>
              {t("wizard.finish")}
            </Button>
          </StepFoot>
        )}
      />
    </>
  );
}
