import { useTranslation } from "react-i18next";
import { micros } from "@/shared/format/amount";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import type { ModelForm } from "./model-form";

type PriceFieldsProps = { form: ModelForm; onChange: (part: Partial<ModelForm>) => void };

const PRICES = ["input", "output", "cached"] as const;

/** What a million tokens cost. Left empty, the known prices count. */
export function PriceFields({ form, onChange }: PriceFieldsProps) {
  const { t } = useTranslation("settings");
  return (
    <fieldset className="grid gap-3 rounded-xl border p-4 sm:col-span-2 sm:grid-cols-3">
      <legend className="px-1 text-[13px] font-medium text-ink-2">{t("models.prices")}</legend>
      {PRICES.map((name) => (
        <Field key={name} label={t(`models.price.${name}`)} error={form[name].trim() !== "" && micros(form[name]) === null ? t("models.priceWrong") : undefined}>
          {(control) => <Input {...control} inputMode="decimal" value={form[name]} onChange={(event) => onChange({ [name]: event.target.value })} />}
        </Field>
      ))}
      <p className="text-[12.5px] text-ink-3 sm:col-span-3">{t("models.pricesHint")}</p>
    </fieldset>
  );
}
