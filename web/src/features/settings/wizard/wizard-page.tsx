import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Lock } from "lucide-react";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { channelQuery } from "@/api/channels";
import { useMay } from "@/api/me";
import type { components } from "@/api/schema";
import { Button } from "@/shared/ui/button";
import { EmptyState } from "@/shared/ui/empty-state";
import { type Connector, connectorsQuery } from "../channels/connectors";
import { EmbedCode } from "../channels/embed-code";
import { Loaded } from "../loaded";
import { CredentialsStep } from "./credentials-step";
import { DoneStep } from "./done-step";
import { ProviderStep } from "./provider-step";
import { RulesStep } from "./rules-step";
import { SessionStep } from "./session-step";
import { type StepId, resumeAt, stepOf, stepsOf } from "./steps";
import { TrialStep } from "./trial-step";
import { WebhookStep } from "./webhook-step";
import { Lead, StepFoot, WizardFrame } from "./wizard-frame";

/** Typed in this tab and shown nowhere else: by the channel's id. */
const verifyTokens = new Map<string, string>();

/** Connecting a channel, one step at a time. With a channel in the address it goes on where it was left. */
export function WizardPage() {
  const { t } = useTranslation("settings");
  const { channelId } = useParams({ strict: false });
  const connectors = useQuery(connectorsQuery);
  if (!useMay("admin")) {
    return <EmptyState icon={<Lock />} title={t("forbidden.title")} hint={t("forbidden.hint")} className="h-full" />;
  }
  return (
    <Loaded query={connectors}>
      {({ items }) => (channelId ? <Going key={channelId} id={channelId} connectors={items} /> : <Beginning connectors={items} />)}
    </Loaded>
  );
}

/** Nothing is kept yet: which provider, and what it asks for. */
function Beginning({ connectors }: { connectors: Connector[] }) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const { conector } = useSearch({ from: "/signed-in/ajustes/canais/novo" });
  const connector = connectors.find((one) => one.name === conector);
  const choose = (name: string | undefined) => void navigate({ to: "/ajustes/canais/novo", search: { conector: name } });
  const goOn = (channelId: string, typed: Record<string, unknown>) => {
    if (typeof typed.verify_token === "string") verifyTokens.set(channelId, typed.verify_token);
    const [, , next] = stepsOf(connector);
    void navigate({ to: "/ajustes/canais/$channelId/ligar", params: { channelId }, search: { passo: next }, replace: true });
  };
  return (
    <WizardFrame
      title={t("channels.new")}
      steps={stepsOf(connector)}
      current={connector ? "conta" : "provedor"}
      linkTo={(step) => step === "provedor" && <Link to="/ajustes/canais/novo" className="hover:underline">{t("wizard.steps.provedor")}</Link>}
    >
      {connector ? (
        <CredentialsStep key={connector.name} connector={connector} channel={null} onBack={() => choose(undefined)} onDone={goOn} />
      ) : (
        <ProviderStep connectors={connectors} onChoose={(chosen) => choose(chosen.name)} />
      )}
    </WizardFrame>
  );
}

function Going({ id, connectors }: { id: string; connectors: Connector[] }) {
  const channel = useQuery(channelQuery(id));
  return <Loaded query={channel}>{(found) => <GoingOn channel={found} connector={connectors.find((one) => one.name === found.connector)!} />}</Loaded>;
}

type GoingOnProps = { channel: components["schemas"]["Channel"]; connector: Connector };

function GoingOn({ channel, connector }: GoingOnProps) {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const { passo } = useSearch({ from: "/signed-in/ajustes/canais/$channelId/ligar" });
  const [resumed] = useState(() => resumeAt(channel));
  const steps = stepsOf(connector);
  const current = stepOf(passo, steps) ?? resumed;
  const params = { channelId: channel.id };
  const next = () => void navigate({ to: "/ajustes/canais/$channelId/ligar", params, search: { passo: steps[steps.indexOf(current) + 1] } });
  const linkTo = (step: StepId): ReactNode =>
    step !== "provedor" && (
      <Link to="/ajustes/canais/$channelId/ligar" params={params} search={{ passo: step }} className="hover:underline">
        {t(`wizard.steps.${step}`)}
      </Link>
    );
  return (
    <WizardFrame title={channel.name} steps={steps} current={current} linkTo={linkTo}>
      {current === "conta" && <CredentialsStep connector={connector} channel={channel} onBack={null} onDone={next} />}
      {current === "conexao" && <Connection channel={channel} onNext={next} />}
      {current === "teste" && <TrialStep channel={channel} onNext={next} />}
      {current === "regras" && <RulesStep channel={channel} onNext={next} />}
      {current === "pronto" && <DoneStep channel={channel} />}
    </WizardFrame>
  );
}

function Connection({ channel, onNext }: { channel: GoingOnProps["channel"]; onNext: () => void }) {
  const { t } = useTranslation("settings");
  if (channel.connector === "webchat") {
    return (
      <>
        <Lead>{t("wizard.embedLead")}</Lead>
        <EmbedCode channelId={channel.id} />
        <StepFoot>
          <Button variant="primary" onClick={onNext}>
            {t("wizard.next")}
          </Button>
        </StepFoot>
      </>
    );
  }
  if (channel.abilities.includes("sessions")) return <SessionStep channelId={channel.id} onNext={onNext} />;
  return <WebhookStep channel={channel} verifyToken={verifyTokens.get(channel.id) ?? null} onNext={onNext} />;
}
