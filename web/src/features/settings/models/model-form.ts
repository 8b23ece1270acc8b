import type { Model } from "@/api/models";
import type { components } from "@/api/schema";
import { micros, written } from "@/shared/format/amount";

export type Provider = components["schemas"]["Provider"];

export const providers = ["openai", "gemini", "anthropic", "compatible"] as const satisfies readonly Provider[];

/** What is typed. Empty prices: those Prosa knows. */
export type ModelForm = {
  provider: Provider;
  name: string;
  model: string;
  baseUrl: string;
  key: string;
  timeout: string;
  maxTokens: string;
  input: string;
  output: string;
  cached: string;
};

export const emptyForm: ModelForm = {
  provider: "openai",
  name: "",
  model: "",
  baseUrl: "",
  key: "",
  timeout: "8",
  maxTokens: "",
  input: "",
  output: "",
  cached: "",
};

export function formOf(model: Model, language: string): ModelForm {
  const price = (amount: number | undefined) => (amount === undefined ? "" : written(amount, language));
  return {
    provider: model.provider,
    name: model.name,
    model: model.model,
    baseUrl: model.base_url ?? "",
    key: "",
    timeout: String(model.timeout_seconds),
    maxTokens: model.max_tokens === null ? "" : String(model.max_tokens),
    input: price(model.prices?.input),
    output: price(model.prices?.output),
    cached: price(model.prices?.cached),
  };
}

/** What is sent. A key that was not typed is left as it is; prices count only when all three are amounts. */
export function bodyOf(form: ModelForm) {
  const [input, output, cached] = [micros(form.input), micros(form.output), micros(form.cached)];
  const prices = input === null || output === null || cached === null ? null : { input, output, cached };
  return {
    name: form.name.trim(),
    model: form.model.trim(),
    base_url: form.baseUrl.trim() || null,
    ...(form.key && { api_key: form.key.trim() }),
    timeout_seconds: Number(form.timeout),
    max_tokens: form.maxTokens === "" ? null : Number(form.maxTokens),
    prices,
  };
}
