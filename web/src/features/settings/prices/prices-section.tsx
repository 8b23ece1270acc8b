import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Plus, Trash2 } from "lucide-react";
import { useState, type SubmitEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, unwrap } from "@/api/client";
import type { components } from "@/api/schema";
import { useErrorText } from "@/api/use-error-text";
import { Button } from "@/shared/ui/button";
import { Card } from "@/shared/ui/card";
import { IconButton } from "@/shared/ui/icon-button";
import { Input } from "@/shared/ui/input";
import { Select } from "@/shared/ui/select";
import { toast } from "@/shared/ui/toast";
import { Loaded } from "../loaded";
import { SectionFrame } from "../section-frame";
import { micros, written } from "@/shared/format/amount";

type Price = components["schemas"]["Price"];
type Line = { key: number; from: string; market: string; category: string; amount: string };

const CATEGORIES = ["marketing", "utility", "authentication", "service"] as const;

const pricesQuery = queryOptions({ queryKey: ["prices"], queryFn: () => unwrap(api.GET("/api/v1/prices")) });

export function PricesSection() {
  const { t } = useTranslation("settings");
  const prices = useQuery(pricesQuery);
  return (
    <SectionFrame title={t("sections.prices")} lead={t("prices.lead")}>
      <Loaded query={prices}>{({ items }) => <PricesForm key={JSON.stringify(items)} prices={items} />}</Loaded>
    </SectionFrame>
  );
}

function PricesForm({ prices }: { prices: Price[] }) {
  const { t, i18n } = useTranslation("settings");
  const text = useErrorText();
  const client = useQueryClient();
  const [currency, setCurrency] = useState(prices[0]?.currency ?? "USD");
  const [lines, setLines] = useState(() => prices.map((price, key) => lineOf(price, key, i18n.language)));
  const save = useMutation({
    meta: { quiet: true },
    mutationFn: (items: Price[]) => unwrap(api.PUT("/api/v1/prices", { body: { items } })),
    onSuccess: (fresh) => {
      client.setQueryData(pricesQuery.queryKey, fresh);
      toast.done(t("saved"));
    },
  });
  const change = (key: number, part: Partial<Line>) =>
    setLines((all) => all.map((line) => (line.key === key ? { ...line, ...part } : line)));
  const add = () =>
    setLines((all) => {
      const market = all[0]?.market ?? "BR";
      const key = Math.max(-1, ...all.map((line) => line.key)) + 1;
      return [{ key, from: today(), market, category: "service", amount: "" }, ...all];
    });
  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    save.mutate(lines.map((line) => priceOf(line, currency)));
  };
  const wrong = lines.some((line) => micros(line.amount) === null);
  return (
    <form onSubmit={submit} className="grid gap-4">
      <Card className="relative overflow-x-auto">
        <table className="w-full min-w-[34rem] text-left">
          <caption className="sr-only">{t("sections.prices")}</caption>
          <thead className="text-[13px] text-ink-2">
            <tr className="border-b *:px-2 *:py-2 *:font-medium">
              <th scope="col">{t("prices.from")}</th>
              <th scope="col">{t("prices.market")}</th>
              <th scope="col">{t("prices.category")}</th>
              <th scope="col">{t("prices.amount", { currency })}</th>
              <th scope="col">
                <span className="sr-only">{t("prices.remove")}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <PriceRow
                key={line.key}
                line={line}
                onChange={(part) => change(line.key, part)}
                onRemove={() => setLines((all) => all.filter((other) => other.key !== line.key))}
              />
            ))}
          </tbody>
        </table>
      </Card>
      {save.error && (
        <p role="alert" className="text-[13px] text-urucum-text">
          {text(save.error)}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <Button type="submit" variant="primary" disabled={save.isPending || wrong}>
          {t("prices.save")}
        </Button>
        <Button onClick={add}>
          <Plus aria-hidden />
          {t("prices.add")}
        </Button>
        <label className="ml-auto flex items-center gap-2 text-[13px] text-ink-2">
          {t("prices.currency")}
          <Input
            required
            pattern="[A-Z]{3}"
            maxLength={3}
            className="w-16 uppercase"
            value={currency}
            onChange={(event) => setCurrency(event.target.value.toUpperCase())}
          />
        </label>
      </div>
    </form>
  );
}

type PriceRowProps = { line: Line; onChange: (part: Partial<Line>) => void; onRemove: () => void };

function PriceRow({ line, onChange, onRemove }: PriceRowProps) {
  const { t } = useTranslation("settings");
  const categories = [...new Set([...CATEGORIES, line.category])];
  return (
    <tr className="border-b last:border-b-0 *:px-2 *:py-1.5">
      <td>
        <Input
          required
          type="date"
          aria-label={t("prices.from")}
          value={line.from}
          onChange={(event) => onChange({ from: event.target.value })}
        />
      </td>
      <td>
        <Input
          required
          pattern="[A-Z]{2}"
          maxLength={2}
          className="w-14 uppercase"
          aria-label={t("prices.market")}
          value={line.market}
          onChange={(event) => onChange({ market: event.target.value.toUpperCase() })}
        />
      </td>
      <td>
        <Select aria-label={t("prices.category")} value={line.category} onChange={(event) => onChange({ category: event.target.value })}>
          {categories.map((category) => (
            <option key={category} value={category}>
              {nameOf(category)}
            </option>
          ))}
        </Select>
      </td>
      <td>
        <Input
          required
          inputMode="decimal"
          className="w-28 text-right tabular-nums"
          aria-label={t("prices.amountOf", { category: nameOf(line.category) })}
          aria-invalid={line.amount !== "" && micros(line.amount) === null ? true : undefined}
          value={line.amount}
          onChange={(event) => onChange({ amount: event.target.value })}
        />
      </td>
      <td className="text-right">
        <IconButton label={t("prices.remove")} onClick={onRemove}>
          <Trash2 aria-hidden />
        </IconButton>
      </td>
    </tr>
  );

  function nameOf(category: string): string {
    const known = CATEGORIES.find((one) => one === category);
    return known ? t(`prices.categories.${known}`) : category;
  }
}

function lineOf(price: Price, key: number, locale: string): Line {
  const { from_date: from, market, category, amount_micros: amount } = price;
  return { key, from, market, category, amount: written(amount, locale) };
}

function priceOf(line: Line, currency: string): Price {
  const amount = micros(line.amount) ?? 0;
  return { from_date: line.from, market: line.market, category: line.category, amount_micros: amount, currency };
}

function today(): string {
  return new Date().toISOString().slice(0, 10);
}
