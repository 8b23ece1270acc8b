import { Button, type ButtonProps } from "./button";
import { Tooltip } from "./tooltip";

type IconButtonProps = Omit<ButtonProps, "size" | "aria-label"> & {
  /** What it does, in words: the accessible name and the tooltip. */
  label: string;
  /** The key that does the same, shown in the tooltip. */
  keys?: string;
  side?: "top" | "right" | "bottom" | "left";
};

export function IconButton({ label, keys, side, variant = "ghost", ...props }: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys} side={side}>
      <Button size="icon" variant={variant} aria-label={label} {...props} />
    </Tooltip>
  );
}
