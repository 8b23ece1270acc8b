import i18n from "i18next";
import { initReactI18next } from "react-i18next";
import type portuguese from "./pt-BR";

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    resources: typeof portuguese;
  }
}

const loaders = {
  "pt-BR": () => import("./pt-BR"),
  en: () => import("./en"),
};

export type Language = keyof typeof loaders;

const KEY = "prosa.language";

export const languages: { value: Language; label: string }[] = [
  { value: "pt-BR", label: "Português (Brasil)" },
  { value: "en", label: "English" },
];

function isLanguage(value: string | null | undefined): value is Language {
  return value != null && value in loaders;
}

function preferred(): Language {
  const chosen = localStorage.getItem(KEY);
  if (isLanguage(chosen)) return chosen;
  return navigator.language.startsWith("en") ? "en" : "pt-BR";
}

async function load(language: Language): Promise<void> {
  const { default: bundle } = await loaders[language]();
  for (const [namespace, texts] of Object.entries(bundle)) i18n.addResourceBundle(language, namespace, texts);
}

/** Changes the language of the screen and remembers it in this browser. Only one language's texts are downloaded. */
export async function setLanguage(language: Language): Promise<void> {
  await load(language);
  await i18n.changeLanguage(language);
  localStorage.setItem(KEY, language);
  document.documentElement.lang = language;
}

export function currentLanguage(): Language {
  return isLanguage(i18n.language) ? i18n.language : "pt-BR";
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
  await load(language);
  document.documentElement.lang = language;
}
