import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { modelsQuery } from "@/api/models";
import { record } from "@/shared/payload";
import { usePercent } from "@/shared/trace/facts";
import { useSmallMoney } from "@/shared/trace/use-small-money";
import { knownText } from "@/shared/words";
import { usePhraseName } from "./phrase-name";

/** Where the name of what is different within a part of a version is found. */
const NAMES: Record<string, (key: string) => string | null> = {
  tools: (key) => knownText("trace", `tool.${key.replaceAll(".", "_")}`),
  escalation: (key) => knownText("agent", `escalation.name.${key}`),
  goals: (key) => knownText("trace", `goal.${key}`),
  prompts: (key) => knownText("agent", `prompts.${key}`),
};

/** Where the words for a value are found that is one of a few. */
const CHOICES = ["onFile", "onHours", "knowledge.kind"];
const LABELS = ["key", "escalation.param", "tools", "model"];
/** Texts of a person's own: shown as they were written. */
const PROSE = new Set(["persona", "tone", "rules", "prompts", "texts"]);
const CENTS_TO_MICROS = 10_000;

/** Names what is different within a part. */
export function useDifferenceName(): (part: string, key: string) => string {
  const phrase = usePhraseName();
  return (part, key) => (part === "texts" ? phrase(key) : (NAMES[part]?.(key) ?? knownText("agent", `key.${key}`) ?? key));
}

/** Writes one side of a difference for who never saw JSON: a line for each thing that is set. */
export function useDifferenceWords(): (part: string, key: string | null, value: string | null) => string {
  const { t, i18n } = useTranslation("agent");
  const percent = usePercent();
  const money = useSmallMoney();
  const phrase = usePhraseName();
  const { data: models } = useQuery(modelsQuery);

  const label = (name: string) => LABELS.map((where) => knownText("agent", `${where}.${name}`)).find(Boolean) ?? phrase(name);
  const word = (text: string) =>
    CHOICES.map((where) => knownText("agent", `${where}.${text}`)).find(Boolean) ?? models?.items.find(({ id }) => id === text)?.name ?? text;

  const amount = (name: string, value: number) => {
    if (name.endsWith("micros")) return money(value);
    if (name.startsWith("cents")) return money(value * CENTS_TO_MICROS);
    return name === "below" || name === "sure" ? percent(value) : new Intl.NumberFormat(i18n.language).format(value);
  };
  const plain = (name: string, value: unknown) => {
    if (typeof value === "boolean") return t(value ? "yes" : "no");
    if (typeof value === "number") return amount(name, value);
    return typeof value === "string" ? word(value) : t("notSet");
  };
  const lines = (name: string, value: unknown): string[] => {
    if (Array.isArray(value)) return [`${label(name)}:`, ...value.map((one) => `  ${plain(name, one)}`)];
    const parts = record(value);
    if (parts) return Object.entries(parts).flatMap(([inner, one]) => (inner === "kind" ? [] : lines(inner, one)));
    return [`${label(name)}: ${plain(name, value)}`];
  };
  return (part, key, value) => {
    if (value === null || PROSE.has(part)) return value ?? "";
    const told = parsed(value);
    if (record(told)) return lines("", told).join("\n");
    return typeof told === "string" ? told.split("\n").map(word).join("\n") : plain(key ?? part, told);
  };
}

/** The server tells texts as they are and everything else as JSON. */
function parsed(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
