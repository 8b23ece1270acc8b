import { useId } from "react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { engines, type Engine } from "./agents";

type EngineChoiceProps = { value: string; onChange: (engine: Engine) => void; disabled?: boolean };

/** Rules and a local model, or a language model that ends in them. */
export function EngineChoice({ value, onChange, disabled }: EngineChoiceProps) {
  const { t } = useTranslation("agent");
  const name = useId();
  return (
    <fieldset disabled={disabled} className="grid gap-2">
      <legend className="mb-1.5 text-[13px] font-medium text-ink-2">{t("engine")}</legend>
      {engines.map((engine) => (
        <label
          key={engine}
          className={cn("flex cursor-pointer gap-3 rounded-xl border p-3 has-disabled:cursor-default", value === engine && "border-mata bg-mata-soft")}
        >
          <input type="radio" name={name} checked={value === engine} onChange={() => onChange(engine)} className="mt-1 size-4 shrink-0 accent-mata" />
          <span>
            <span className="font-medium">{t(`engineName.${engine}`)}</span>
            <span className={cn("block text-[12.5px] text-ink-3", value === engine && "text-ink-2")}>{t(`engineHint.${engine}`)}</span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}
