import { useTranslation } from "react-i18next";
import { Field } from "@/shared/ui/field";
import { Input } from "@/shared/ui/input";
import { money } from "@/shared/format/money";

type LimitFieldsProps = {
  /** The tool's own by name; null: none. */
  shipped: Record<string, unknown>;
  own: Record<string, number>;
  onChange: (limits: Record<string, number>) => void;
};

const LIMITS = ["calls_a_day", "cents", "cents_a_day"] as const;
const CENTS = 100;

/** The most that is done for one contact without a person. Sums are typed in whole units of the currency. */
export function LimitFields({ shipped, own, onChange }: LimitFieldsProps) {
  const { t, i18n } = useTranslation("agent");
  // Money limits mean something only for a tool that moves money, which has limits of its own.
  const shown = LIMITS.filter((name) => name === "calls_a_day" || typeof shipped[name] === "number");
  const unit = (name: string) => (name === "calls_a_day" ? 1 : CENTS);
  const set = (name: string, typed: string) => {
    const others = Object.entries(own).filter(([other]) => other !== name);
    onChange(Object.fromEntries(typed === "" ? others : [...others, [name, Math.max(0, Math.round(Number(typed) * unit(name)))]]));
  };
  const shippedText = (name: (typeof LIMITS)[number]) => {
    const value = shipped[name];
    if (typeof value !== "number") return t("tools.noLimit");
    return name === "calls_a_day" ? String(value) : money(value, null, i18n.language);
  };
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      {shown.map((name) => (
        <Field key={name} label={t(`tools.${name}`)}>
          {(control) => (
            <Input
              {...control}
              type="number"
              min={0}
              step={1}
              placeholder={shippedText(name)}
              value={own[name] === undefined ? "" : own[name] / unit(name)}
              onChange={(event) => set(name, event.target.value)}
            />
          )}
        </Field>
      ))}
    </div>
  );
}
