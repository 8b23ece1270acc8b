import i18n from "i18next";
import { initReactI18next } from "react-i18next";
import type { Texts } from "./texts";

export type Language = "pt-BR" | "en";
type Namespace = keyof Texts;

const KEY = "prosa.language";
const EVERYWHERE: Namespace[] = ["common", "errors", "shell"];
const files = import.meta.glob<Record<string, unknown>>("./*/*.json", { import: "default" });
const loaded = new Set<Namespace>();

export const languages: { value: Language; label: string }[] = [
  { value: "pt-BR", label: "Português (Brasil)" },
  { value: "en", label: "English" },
];

function isLanguage(value: string | null | undefined): value is Language {
  return languages.some((language) => language.value === value);
}

function preferred(): Language {
  const chosen = localStorage.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  return navigator.language.startsWith("en") ? "en" : "pt-BR";
}

export function currentLanguage(): Language {
  return isLanguage(i18n.language) ? i18n.language : preferred();
}

async function load(language: Language, namespaces: Iterable<Namespace>): Promise<void> {
  const missing = [...namespaces].filter((namespace) => !i18n.hasResourceBundle(language, namespace));
  await Promise.all(
    missing.map(async (namespace) => {
      i18n.addResourceBundle(language, namespace, await files[`./${language}/${namespace}.json`]!());
    }),
  );
}

/** Fetches the texts of one feature, in the language of the screen. A page does so when it opens. */
export async function loadTexts(namespace: Namespace): Promise<void> {
  loaded.add(namespace);
  await load(currentLanguage(), loaded);
}

/** Changes the language of the screen and remembers it in this browser. */
export async function setLanguage(language: Language): Promise<void> {
  await load(language, loaded);
  await i18n.changeLanguage(language);
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}

/** To be awaited before the first render. */
export async function startTexts(): Promise<void> {
  const language = preferred();
  await i18n.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    defaultNS: "common",
    resources: {},
    interpolation: { escapeValue: false },
  });
  for (const namespace of EVERYWHERE) loaded.add(namespace);
  await load(language, loaded);
  document.documentElement.lang = language;
}
