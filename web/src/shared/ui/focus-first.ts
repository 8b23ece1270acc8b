/** Where the focus goes when a dialog opens: its first field, else the dialog itself; never its close button. */
export function focusFirst(event: Event): void {
  event.preventDefault();
  const dialog = event.currentTarget as HTMLElement;
  const field = dialog.querySelector<HTMLElement>("input:not([type=hidden],:disabled),textarea:not(:disabled),select:not(:disabled)");
  (field ?? dialog).focus();
}
