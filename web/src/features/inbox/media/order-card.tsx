import { ShoppingBag } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { money } from "@/shared/format/money";
import { totalOf } from "./order";
import { panel } from "./panel";
import { number, records, text } from "@/shared/payload";

/** What was put in the basket of the catalogue, with the sum when every line says its price in one currency. */
export function OrderCard({ payload }: { payload: Record<string, unknown> }) {
  const { t, i18n } = useTranslation("extras");
  const items = records(payload.items);
  const total = totalOf(items);
  return (
    <div className={cn(panel, "mb-1 w-72 max-w-full p-2.5")}>
      <p className="flex items-center gap-2 font-medium">
        <ShoppingBag className="size-4" aria-hidden />
        {t("order.items", { count: items.length })}
        {total && <span className="ml-auto tabular-nums">{money(total.cents, total.currency, i18n.language)}</span>}
      </p>
      <ul className="mt-1.5 grid gap-1 border-t border-[color-mix(in_oklab,var(--ink)_10%,transparent)] pt-1.5 text-[13px] text-ink-2">
        {items.map((item, index) => {
          const cents = number(item.price_cents);
          return (
            <li key={index} className="flex gap-3">
              <span className="min-w-0 flex-1 truncate">
                {t("order.line", { quantity: number(item.quantity) ?? 1, name: text(item.name) ?? text(item.product_id) ?? "" })}
              </span>
              {cents !== null && <span className="tabular-nums">{money(cents, text(item.currency), i18n.language)}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
