import { useTranslation } from "react-i18next";

const UNIT = 1_000_000;

/** A sum in millionths as a number of the reader's language, with the digits that small sums need. */
export function useSmallMoney(): (micros: number) => string {
  const { i18n } = useTranslation();
  const format = new Intl.NumberFormat(i18n.language, { minimumFractionDigits: 2, maximumFractionDigits: 4 });
  return (micros) => format.format(micros / UNIT);
}
