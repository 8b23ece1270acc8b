import { CornerUpLeft, Lock } from "lucide-react";
import { ToggleGroup } from "radix-ui";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import type { Mode } from "./use-draft";

const cell = "flex items-center gap-1.5 rounded-md px-2 py-1 text-[12.5px] font-medium text-ink-2 data-[state=on]:text-ink [&_svg]:size-3.5";

type ModeSwitchProps = { value: Mode; onChange: (mode: Mode) => void };

/** Whether the contact or only the team will read it. */
export function ModeSwitch({ value, onChange }: ModeSwitchProps) {
  const { t } = useTranslation("inbox");
  return (
    <ToggleGroup.Root
      type="single"
      value={value}
      onValueChange={(next) => next && onChange(next as Mode)}
      aria-label={t("composer.kind")}
      className="flex gap-1"
    >
      <ToggleGroup.Item value="reply" className={cn(cell, "data-[state=on]:bg-sunken")}>
        <CornerUpLeft aria-hidden />
        {t("composer.reply")}
      </ToggleGroup.Item>
      <ToggleGroup.Item
        value="note"
        className={cn(cell, "data-[state=on]:bg-[color-mix(in_oklab,var(--ipe)_35%,transparent)] data-[state=on]:text-ipe-text")}
      >
        <Lock aria-hidden />
        {t("composer.note")}
      </ToggleGroup.Item>
    </ToggleGroup.Root>
  );
}
