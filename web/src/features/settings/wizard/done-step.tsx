import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import type { components } from "@/api/schema";
import { Button } from "@/shared/ui/button";
import { ChannelFacts } from "../channels/channel-facts";
import { ChannelHealth } from "../channels/channel-health";
import { NoticeList } from "../channels/notice-list";
import { Lead, StepFoot } from "./wizard-frame";

/** How the channel stands now, and where to go from here. */
export function DoneStep({ channel }: { channel: components["schemas"]["Channel"] }) {
  const { t } = useTranslation("settings");
  return (
    <>
      <Lead>{t("wizard.doneLead")}</Lead>
      <div className="grid gap-3 rounded-2xl border bg-surface p-4 shadow-lift">
        <p className="flex flex-wrap items-center gap-3">
          <span className="font-medium">{channel.name}</span>
          <ChannelHealth health={channel.health} />
        </p>
        <NoticeList channel={channel} />
        <ChannelFacts channel={channel} />
      </div>
      <StepFoot>
        {channel.capabilities.templates && (
          <Button asChild>
            <Link to="/modelos">{t("wizard.toTemplates")}</Link>
          </Button>
        )}
        <Button asChild>
          <Link to="/ajustes/$section" params={{ section: "canais" }}>
            {t("wizard.toChannels")}
          </Link>
        </Button>
        <Button asChild variant="primary">
          <Link to="/conversas">{t("wizard.toInbox")}</Link>
        </Button>
      </StepFoot>
    </>
  );
}
