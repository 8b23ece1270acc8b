import { expect, test } from "vitest";
import { compare, saved, type Draft } from "./agents";

const draft: Draft = {
  persona: "Lia",
  tone: "breve",
  rules: "",
  language: "pt-BR",
  files: "ask",
  hours: "always",
  texts: {},
  prompts: { classification: "", answer: "", escalation: "", follow_up: "" },
  model: { chain: [], small: null, temperature: 0.3, max_tokens: 1000, budgets: { conversation_micros: null, day_micros: null, month_micros: null } },
  tools: {},
  knowledge: { kinds: [], cite: false },
  follow_up: { minutes: null },
  escalation: [{ kind: "vip", enabled: true, params: {} }, { kind: "loop", enabled: true, params: {} }],
  goals: {},
};

test("a draft that changed nothing differs in nothing", () => {
  expect(compare(draft, structuredClone(draft))).toEqual([]);
});

test("each thing that changed is named once", () => {
  const after: Draft = {
    ...draft,
    tone: "alegre",
    texts: { thanks: ["Disponha!", "Imagina!"] },
    model: { ...draft.model, temperature: 0 },
    escalation: [{ kind: "loop", enabled: true, params: {} }, { kind: "vip", enabled: false, params: {} }],
  };
  expect(compare(draft, after).map(({ part, key }) => [part, key])).toEqual([
    ["tone", null],
    ["texts", "thanks"],
    ["model", "temperature"],
    ["escalation", "vip"],
  ]);
});

test("blank phrases are not saved", () => {
  const typed: Draft = { ...draft, texts: { thanks: [" ", "Disponha! "], greeting: [""] }, goals: { complaint: { enabled: true, texts: { done: [" "] } } } };
  expect(saved(typed).texts).toEqual({ thanks: ["Disponha!"] });
  expect(saved(typed).goals).toEqual({ complaint: { enabled: true, texts: {} } });
});
