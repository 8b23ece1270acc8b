/** "R$ 19,90" of cents. A currency that is missing or made up leaves the bare number. */
export function money(cents: number, currency: string | null, language: string): string {
  try {
    return new Intl.NumberFormat(language, currency ? { style: "currency", currency } : { minimumFractionDigits: 2 }).format(cents / 100);
  } catch {
    return money(cents, null, language);
  }
}

/** Of millionths, as providers and models charge: with the cents that matter in small sums. */
export function smallMoney(micros: number, currency: string, language: string): string {
  const value = micros / 1_000_000;
  const digits = value !== 0 && Math.abs(value) < 1 ? 4 : 2;
  return new Intl.NumberFormat(language, { style: "currency", currency, minimumFractionDigits: 2, maximumFractionDigits: digits }).format(value);
}
