import { useRef } from "react";

const FIELD = "input:not([type=hidden],:disabled),textarea:not(:disabled,[readonly]),select:not(:disabled)";

/**
 * Where the focus goes when a dialog opens: its first field, else the dialog itself, never its close button; and when
 * it closes: back to whatever opened it.
 */
export function useDialogFocus() {
  const opener = useRef<Element | null>(null);
  return {
    onOpenAutoFocus: (event: Event) => {
      event.preventDefault();
      opener.current = document.activeElement;
      const dialog = event.currentTarget as HTMLElement;
      (dialog.querySelector<HTMLElement>(FIELD) ?? dialog).focus();
    },
    onCloseAutoFocus: (event: Event) => {
      event.preventDefault();
      if (opener.current instanceof HTMLElement) opener.current.focus();
    },
  };
}
