import { EyeOff, Forward, ListChecks, Megaphone, ShoppingBag } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Message } from "@/api/types";
import { cn } from "@/shared/cn";
import { panel } from "../media/panel";
import { record, text } from "@/shared/payload";

/** Where a message comes from, above its words: passed on, an advertisement, a product of the catalogue. */
export function Origins({ message: { payload, forwarded, referral } }: { message: Message }) {
  const { t } = useTranslation("inbox");
  const product = record(payload.product);
  return (
    <>
      {forwarded && (
        <p className="mb-0.5 flex items-center gap-1 text-[12px] text-ink-2 italic">
          <Forward className="size-3.5" aria-hidden />
          {t(payload.frequently_forwarded === true ? "thread.forwardedOften" : "thread.forwarded")}
        </p>
      )}
      {payload.view_once === true && (
        <p className="mb-0.5 flex items-center gap-1 text-[12px] text-ink-2 italic">
          <EyeOff className="size-3.5" aria-hidden />
          {t("thread.viewOnce")}
        </p>
      )}
      {record(payload.poll) && (
        <p className="mb-0.5 flex items-center gap-1 text-[12px] text-ink-2 italic">
          <ListChecks className="size-3.5" aria-hidden />
          {t("thread.poll")}
        </p>
      )}
      {referral && <AdCard referral={referral} />}
      {product && (
        <p className={cn(panel, "mb-1 flex items-center gap-2 px-2.5 py-1.5 text-[12.5px] text-ink-2")}>
          <ShoppingBag className="size-4 shrink-0" aria-hidden />
          {t("thread.product", { name: text(product.name) ?? text(product.product_retailer_id) ?? text(product.product_id) ?? "" })}
        </p>
      )}
    </>
  );
}

/** The advertisement that brought the contact. Its picture stays with the provider: only its words are shown. */
function AdCard({ referral }: { referral: Record<string, unknown> }) {
  const { t } = useTranslation("inbox");
  const headline = text(referral.headline);
  const body = text(referral.body);
  const source = text(referral.source_url);
  return (
    <div className={cn(panel, "mb-1.5 w-72 max-w-full border-l-[3px] border-ceu p-2.5")}>
      <p className="flex items-center gap-1.5 text-[12px] font-medium text-ceu-text">
        <Megaphone className="size-3.5 shrink-0" aria-hidden />
        {t("thread.ad")}
      </p>
      {headline && <p className="mt-0.5 font-medium">{headline}</p>}
      {body && <p className="line-clamp-3 text-[12.5px] text-ink-2">{body}</p>}
      {source && /^https?:\/\//i.test(source) && (
        <a href={source} target="_blank" rel="noreferrer noopener" className="mt-0.5 block truncate text-[12.5px] text-ceu-text underline underline-offset-2">
          {source}
        </a>
      )}
    </div>
  );
}
