import { useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { channelsQuery } from "@/api/channels";
import { PageTitle } from "@/shared/ui/page-title";
import { Skeleton } from "@/shared/ui/skeleton";
import { DemoBanner } from "./demo-banner";
import { NoPhone } from "./no-phone";
import { Phone } from "./phone/phone";
import { usePhoneNumber } from "./phone/use-phone-number";
import { StepList } from "./step-list";
import { useSteps } from "./use-steps";

const LOCAL = ["simulator", "webchat"];

export function StartPage() {
  const { t } = useTranslation("start");
  const [number, changeNumber] = usePhoneNumber();
  const input = useRef<HTMLTextAreaElement>(null);
  const { data: channels } = useQuery(channelsQuery);
  const simulator = channels?.items.find((channel) => channel.connector === "simulator" && channel.enabled);
  const steps = useSteps(simulator?.id, number);
  const talk = () => {
    input.current?.focus();
    input.current?.scrollIntoView({ block: "center" });
  };
  const demo = channels?.items.every((channel) => LOCAL.includes(channel.connector)) ?? false;
  return (
    <div className="scroll-thin h-full overflow-auto">
      <PageTitle title={t("title")} />
      {demo && <DemoBanner />}
      <div className="mx-auto grid max-w-[1200px] gap-x-12 gap-y-10 px-4 py-7 md:px-10 md:py-10 lg:grid-cols-[minmax(0,1fr)_372px]">
        <div className="min-w-0">
          <p className="text-[13px] font-medium text-mata-text">
            {t("progress", { done: steps.filter((step) => step.done).length, total: steps.length })}
          </p>
          <h1 className="mt-1 max-w-[16ch] font-display text-[34px] leading-[1.05] font-semibold tracking-tight md:text-[42px]">
            {t("heading")}
          </h1>
          <p className="mt-3 max-w-[54ch] text-[15px] text-ink-2">{t("lead")}</p>
          <StepList steps={steps} onTalk={talk} />
        </div>
        {channels && (simulator ? <Phone channelId={simulator.id} number={number} onChangeNumber={changeNumber} inputRef={input} /> : <NoPhone />)}
        {!channels && <Skeleton className="mx-auto h-[560px] w-full max-w-[372px] rounded-[36px]" />}
      </div>
    </div>
  );
}
