/** Amounts as people write them ("0,0068") and as they are kept: whole millionths. */

const MILLION = 1_000_000;

/** Null for what is no amount: empty, negative, words. */
export function micros(written: string): number | null {
  const plain = written.trim().replace(",", ".");
  return /^\d{1,6}(\.\d{0,6})?$/.test(plain) ? Math.round(Number(plain) * MILLION) : null;
}

export function written(amount: number, locale: string): string {
  return (amount / MILLION).toLocaleString(locale, { maximumFractionDigits: 6, useGrouping: false });
}
