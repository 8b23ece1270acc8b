import type { ComponentProps } from "react";
import { Tooltip } from "@/shared/ui/tooltip";

export const railCell =
  "grid size-10 shrink-0 place-items-center rounded-xl outline-white transition-colors hover:bg-rail-on hover:text-white [&_svg]:size-5 [&_svg]:stroke-[1.8]";

type RailButtonProps = ComponentProps<"button"> & { label: string; keys?: string };

export function RailButton({ label, keys, ...props }: RailButtonProps) {
  return (
    <Tooltip label={label} keys={keys} side="right">
      <button type="button" aria-label={label} className={railCell} {...props} />
    </Tooltip>
  );
}
