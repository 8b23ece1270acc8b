const BRAZIL = /^\+?55(\d{2})(\d{4,5})(\d{4})$/;

/** "+55 11 98888-0042". Numbers of other countries are shown as they came. */
export function phone(value: string | null): string | null {
  const parts = value && BRAZIL.exec(value.replace(/[\s()-]/g, ""));
  return parts ? `+55 ${parts[1]!} ${parts[2]!}-${parts[3]!}` : value;
}
