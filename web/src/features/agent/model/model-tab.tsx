import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { modelsQuery } from "@/api/models";
import { Card } from "@/shared/ui/card";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import type { TabProps } from "../agents";
import { Loaded } from "../loaded";
import { AmountField } from "./amount-field";
import { ChainEditor } from "./chain-editor";

const CAPS = ["conversation_micros", "day_micros", "month_micros"] as const;

/** Which models answer, in which order, how freely and up to what cost. */
export function ModelTab({ agent, draft, change }: TabProps) {
  const { t } = useTranslation("agent");
  const models = useQuery(modelsQuery);
  const plan = draft.model;
  const unpriced = models.data?.items.filter((model) => !model.priced && [...plan.chain, plan.small].includes(model.id)) ?? [];
  const set = (part: Partial<typeof plan>) => change({ model: { ...plan, ...part } });
  return (
    <>
      {agent.engine !== "llm" && <p className="rounded-xl bg-sunken px-4 py-3 text-[13.5px] text-ink-2">{t("model.unused")}</p>}
      <Loaded query={models}>
        {({ items }) => (
          <Card className="grid gap-5 p-5">
            <header className="flex flex-wrap items-baseline gap-x-3">
              <h2 className="font-medium">{t("model.chain")}</h2>
              <Link to="/ajustes/$section" params={{ section: "modelos" }} className="text-[13px] text-ceu-text underline underline-offset-2">
                {t("model.manage")}
              </Link>
              <p className="basis-full text-[13px] text-ink-3">{t("model.chainHint")}</p>
            </header>
            <ChainEditor models={items} chain={plan.chain} onChange={(chain) => set({ chain })} />
            <Field label={t("model.small")} hint={t("model.smallHint")}>
              {(control) => (
                <Select {...control} value={plan.small ?? ""} onChange={(event) => set({ small: event.target.value || null })} className="max-w-96">
                  <option value="">{t("model.noSmall")}</option>
                  {items.map((model) => (
                    <option key={model.id} value={model.id}>
                      {model.name}
                    </option>
                  ))}
                </Select>
              )}
            </Field>
          </Card>
        )}
      </Loaded>
      <Card className="grid gap-5 p-5 sm:grid-cols-2">
        <Field label={t("model.temperature")} hint={t("model.temperatureHint")}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              max={2}
              step={0.1}
              value={plan.temperature ?? ""}
              onChange={(event) => set({ temperature: event.target.value === "" ? null : Math.min(2, Math.max(0, Number(event.target.value))) })}
            />
          )}
        </Field>
        <Field label={t("model.maxTokens")} hint={t("model.maxTokensHint")}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={16}
              max={32_000}
              step={1}
              value={plan.max_tokens ?? ""}
              onChange={(event) => set({ max_tokens: event.target.value === "" ? null : Math.round(Number(event.target.value)) })}
            />
          )}
        </Field>
      </Card>
      <Card className="grid gap-4 p-5">
        <header>
          <h2 className="font-medium">{t("model.budgets")}</h2>
          <p className="text-[13px] text-ink-3">{t("model.budgetsHint")}</p>
          {unpriced.length > 0 && (
            <p className="mt-2 rounded-xl bg-ipe-soft px-4 py-3 text-[13px] text-ipe-text">
              {t("model.unpriced", { names: unpriced.map((model) => model.name).join(", ") })}{" "}
              <Link to="/ajustes/$section" params={{ section: "modelos" }} className="underline underline-offset-2">
                {t("model.enterPrice")}
              </Link>
            </p>
          )}
        </header>
        <div className="grid gap-5 sm:grid-cols-3">
          {CAPS.map((cap) => (
            <AmountField
              key={cap}
              label={t(`model.${cap}`)}
              micros={plan.budgets[cap]}
              placeholder={t("model.noCap")}
              onChange={(micros) => set({ budgets: { ...plan.budgets, [cap]: micros } })}
            />
          ))}
        </div>
      </Card>
    </>
  );
}
