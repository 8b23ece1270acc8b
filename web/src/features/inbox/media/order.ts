import { number, text } from "@/shared/payload";

/** The sum of an order; null unless every line has a price, all in one currency. */
export function totalOf(items: readonly Record<string, unknown>[]): { cents: number; currency: string | null } | null {
  const currencies = new Set(items.map((item) => text(item.currency)));
  const sums = items.map((item) => {
    const cents = number(item.price_cents);
    return cents === null ? null : cents * (number(item.quantity) ?? 1);
  });
  if (items.length === 0 || currencies.size > 1 || sums.includes(null)) return null;
  return { cents: sums.reduce<number>((sum, cents) => sum + (cents ?? 0), 0), currency: [...currencies][0] ?? null };
}
