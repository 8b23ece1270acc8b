const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte"];

/** "84 kB", "1,2 MB" */
export function bytes(size: number, language: string): string {
  const step = Math.min(UNITS.length - 1, size < 1 ? 0 : Math.floor(Math.log10(size) / 3));
  const value = size / 1000 ** step;
  return new Intl.NumberFormat(language, {
    style: "unit",
    unit: UNITS[step]!,
    maximumFractionDigits: value < 10 && step > 0 ? 1 : 0,
  }).format(value);
}
