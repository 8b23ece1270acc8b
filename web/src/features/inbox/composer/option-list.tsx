import type { ReactNode } from "react";
import { cn } from "@/shared/cn";
import { floating } from "@/shared/ui/floating";
import type { Options } from "./use-options";

export const optionId = (listId: string, index: number) => `${listId}-${index}`;

type OptionListProps<T> = { id: string; label: string; empty: string; options: Options<T>; draw: (one: T) => ReactNode };

/** What may be put into the text, above the field that is typed in. */
export function OptionList<T>({ id, label, empty, options, draw }: OptionListProps<T>) {
  const box = cn(floating, "absolute bottom-full left-0 mb-2 w-full");
  if (options.found.length === 0) {
    return (
      <p role="status" className={cn(box, "px-3 py-2 text-ink-3")}>
        {empty}
      </p>
    );
  }
  return (
    <ul id={id} role="listbox" aria-label={label} className={box}>
      {options.found.map((one, index) => (
        <li
          key={index}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === options.active}
          // Before the field loses the focus.
          onMouseDown={(event) => {
            event.preventDefault();
            options.onPick(one);
          }}
          className={cn("cursor-pointer rounded-lg px-2.5 py-1.5 hover:bg-sunken", index === options.active && "bg-sunken")}
        >
          {draw(one)}
        </li>
      ))}
    </ul>
  );
}
