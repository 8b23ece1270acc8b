import { Check, Minus, TriangleAlert } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { Badge } from "@/shared/ui/badge";
import { Button } from "@/shared/ui/button";
import { EvolutionLicence } from "../channels/channels-section";
import { type Connector, local, unofficial } from "../channels/connectors";
import { textAt, useConnectorTexts } from "../schema-form/use-field-texts";
import { Lead, StepFoot } from "./wizard-frame";

/** The order people should think of them in. */
const ORDER = ["meta_cloud", "twilio", "waha", "evolution", "webchat", "simulator"];
const place = ({ name }: Connector) => (ORDER.includes(name) ? ORDER.indexOf(name) : ORDER.length);

type ProviderStepProps = { connectors: Connector[]; onChoose: (connector: Connector) => void };

export function ProviderStep({ connectors, onChoose }: ProviderStepProps) {
  const { t } = useTranslation("settings");
  const [chosen, choose] = useState<Connector | null>(null);
  const [agreed, agree] = useState(false);
  const risky = chosen !== null && unofficial.includes(chosen.name);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen && (!risky || agreed)) onChoose(chosen);
      }}
    >
      <Lead>{t("wizard.providerLead")}</Lead>
      <fieldset>
        <legend className="sr-only">{t("wizard.heads.provedor")}</legend>
        <div className="grid gap-3 sm:grid-cols-2">
          {[...connectors]
            .sort((a, b) => place(a) - place(b))
            .map((connector) => (
              <ProviderCard
                key={connector.name}
                connector={connector}
                chosen={connector === chosen}
                onChoose={() => {
                  choose(connector);
                  agree(false);
                }}
              />
            ))}
        </div>
      </fieldset>
      {risky && <Risk agreed={agreed} onAgree={agree} />}
      {chosen?.name === "evolution" && <EvolutionLicence />}
      <StepFoot>
        <Button type="submit" variant="primary" disabled={!chosen || (risky && !agreed)}>
          {t("wizard.next")}
        </Button>
      </StepFoot>
    </form>
  );
}

type ProviderCardProps = { connector: Connector; chosen: boolean; onChoose: () => void };

function ProviderCard({ connector, chosen, onChoose }: ProviderCardProps) {
  const { t } = useTranslation("settings");
  const id = useId();
  const { name } = connector;
  const { label, hint } = useConnectorTexts(name, connector.label);
  const cost = textAt(`providers.${name}.cost`);
  return (
    <label
      className={cn(
        "flex cursor-pointer flex-col rounded-2xl border bg-surface p-4 shadow-lift hover:bg-sunken has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-mata",
        chosen && "border-mata ring-1 ring-mata",
      )}
    >
      <span className="flex items-start gap-2">
        <input type="radio" name="provider" checked={chosen} onChange={onChoose} aria-describedby={id} className="mt-1 accent-mata outline-none" />
        <span className="min-w-0 flex-1 font-medium">{label}</span>
        {unofficial.includes(name) ? <Badge tone="ipe">{t("wizard.unofficial")}</Badge> : !local.includes(name) && textAt(`providers.${name}.cost`) && <Badge tone="mata">{t("wizard.official")}</Badge>}
      </span>
      <span id={id} className="mt-1 grid gap-2 text-[13px] text-ink-2">
        {hint && <span>{hint}</span>}
        <Points of={name} kind="can" />
        <Points of={name} kind="cannot" />
        {cost && (
          <span>
            <span className="font-medium text-ink">{t("wizard.cost")}</span> {cost}
          </span>
        )}
      </span>
    </label>
  );
}

/** One sentence per line of the text. */
function Points({ of, kind }: { of: string; kind: "can" | "cannot" }) {
  const { t } = useTranslation("settings");
  const lines = textAt(`providers.${of}.${kind}`)?.split("\n") ?? [];
  const Icon = kind === "can" ? Check : Minus;
  return lines.map((line) => (
    <span key={line} className="flex gap-1.5">
      <Icon className={cn("mt-0.5 size-3.5 shrink-0", kind === "can" ? "text-mata-text" : "text-ink-3")} role="img" aria-label={t(`wizard.${kind}`)} />
      {line}
    </span>
  ));
}

function Risk({ agreed, onAgree }: { agreed: boolean; onAgree: (agreed: boolean) => void }) {
  const { t } = useTranslation("settings");
  return (
    <div className="mt-4 rounded-2xl bg-ipe-soft p-4 text-ipe-text">
      <p className="flex items-center gap-2 font-medium">
        <TriangleAlert className="size-4 shrink-0" aria-hidden />
        {t("wizard.riskTitle")}
      </p>
      <ul className="mt-1.5 list-disc space-y-1 pl-5 text-[13.5px]">
        {t("wizard.risk")
          .split("\n")
          .map((line) => (
            <li key={line}>{line}</li>
          ))}
      </ul>
      <label className="mt-3 flex items-start gap-2.5 font-medium">
        <input type="checkbox" checked={agreed} onChange={(event) => onAgree(event.target.checked)} className="mt-1 size-4 accent-mata" />
        {t("wizard.riskAgree")}
      </label>
    </div>
  );
}
