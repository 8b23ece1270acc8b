import { CircleCheck, TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import { cn } from "@/shared/cn";
import { useWhen } from "@/shared/format/use-when";
import { Card } from "@/shared/ui/card";
import type { Balance } from "./ledger-queries";
import { fill, outcomes, type Outcome } from "./outcomes";

type BalanceCardProps = { balance: Balance; shown: string | undefined; onShow: (behind: string) => void };

/** All that came in on one bar, and each part of it as a number that opens its messages. */
export function BalanceCard({ balance, shown, onShow }: BalanceCardProps) {
  const { t, i18n } = useTranslation("ledger");
  const { inbound } = balance;
  const number = new Intl.NumberFormat(i18n.language);
  return (
    <Card className="overflow-hidden">
      <Verdict balance={balance} />
      <div className="px-5 pb-5">
        <div aria-hidden className="flex h-3 gap-0.5 overflow-hidden rounded-full">
          {outcomes.map((outcome) => {
            const count = balance.outcomes[outcome] ?? 0;
            return count > 0 && <span key={outcome} className={cn("min-w-1", fill[outcome])} style={{ flexGrow: count / inbound }} />;
          })}
        </div>
      </div>
      <ul aria-label={t("outcomes")} className="grid border-t sm:grid-cols-5 sm:divide-x max-sm:divide-y">
        {outcomes.map((outcome) => (
          <OutcomeButton
            key={outcome}
            outcome={outcome}
            count={number.format(balance.outcomes[outcome] ?? 0)}
            open={shown === outcome}
            onShow={onShow}
          />
        ))}
      </ul>
    </Card>
  );
}

function Verdict({ balance: { balanced, inbound, checked_at: at } }: { balance: Balance }) {
  const { t } = useTranslation("ledger");
  const { clock } = useWhen();
  const Icon = balanced ? CircleCheck : TriangleAlert;
  return (
    <div role="status" className="flex flex-wrap items-center gap-x-4 gap-y-3 p-5">
      <span
        aria-hidden
        className={cn(
          "grid size-12 shrink-0 place-items-center rounded-2xl [&_svg]:size-6",
          balanced ? "bg-mata-soft text-mata-text" : "bg-urucum-soft text-urucum-text",
        )}
      >
        <Icon />
      </span>
      <div className="min-w-0 flex-1 basis-56">
        <p className="font-display text-[20px] font-semibold">{t(balanced ? "balanced" : "unbalanced")}</p>
        <p className="text-ink-2">{balanced ? t("balancedHint", { count: inbound }) : t("unbalancedHint")}</p>
      </div>
      <p className="text-[12.5px] text-ink-3">{t("checkedAt", { at: clock(at) })}</p>
    </div>
  );
}

type OutcomeButtonProps = { outcome: Outcome; count: string; open: boolean; onShow: (behind: string) => void };

function OutcomeButton({ outcome, count, open, onShow }: OutcomeButtonProps) {
  const { t } = useTranslation("ledger");
  return (
    <li>
      <button
        type="button"
        aria-expanded={open}
        onClick={() => onShow(outcome)}
        className={cn("grid h-full w-full content-start gap-1 px-5 py-4 text-left -outline-offset-2 hover:bg-sunken", open && "bg-sunken")}
      >
        <span className="flex items-center gap-2 text-[13px] font-medium text-ink-2">
          <span aria-hidden className={cn("size-2.5 rounded-full", fill[outcome])} />
          {t(`outcome.${outcome}`)}
        </span>
        <span className="font-display text-[26px] leading-tight font-semibold tabular-nums">{count}</span>
        <span className="text-[12.5px] text-ink-3">{t(`outcomeHint.${outcome}`)}</span>
      </button>
    </li>
  );
}
