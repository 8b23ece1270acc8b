import { ShoppingBag } from "lucide-react";
import { useTranslation } from "react-i18next";
import { number, records, text } from "./payload";

export function OrderCard({ payload }: { payload: Record<string, unknown> }) {
  const { t } = useTranslation("inbox");
  const items = records(payload.items);
  return (
    <div className="mb-1 w-72 max-w-full rounded-xl bg-[color-mix(in_oklab,var(--ink)_5%,transparent)] p-2.5">
      <p className="flex items-center gap-2 font-medium">
        <ShoppingBag className="size-4" aria-hidden />
        {t("order.items", { count: items.length })}
      </p>
      <ul className="mt-1 text-[13px] text-ink-2">
        {items.map((item, index) => (
          <li key={index}>
            {t("order.line", { quantity: number(item.quantity) ?? 1, name: text(item.name) ?? text(item.product_id) ?? "" })}
          </li>
        ))}
      </ul>
    </div>
  );
}
