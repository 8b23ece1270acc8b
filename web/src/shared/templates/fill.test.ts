import { expect, test } from "vitest";
import { type Content, fill, problemsOf, variablesIn } from "./fill";

const good: Content = {
  name: "pedido_saiu",
  language: "pt_BR",
  category: "utility",
  header: "Pedido {{1}}",
  body: "Oi, {{1}}! Seu pedido {{2}} saiu para entrega.",
  footer: "Loja",
  buttons: [{ kind: "url", title: "Acompanhar", value: "https://loja.example/p/{{1}}" }],
  examples: ["Ana", "1042"],
  header_example: "1042",
};

test("variables are found once each, in order", () => {
  expect(variablesIn("{{2}} e {{1}} e {{ 2 }}")).toEqual([1, 2]);
});

test("a variable without a value stays to be seen", () => {
  expect(fill("Oi, {{1}}: {{2}}", ["Ana", " "])).toBe("Oi, Ana: {{2}}");
});

test("a value that looks like a variable is not filled again", () => {
  expect(fill("{{1}} {{2}}", ["{{2}}", "x"])).toBe("{{2}} x");
});

test("a whole template has nothing to mend", () => {
  expect(problemsOf(good)).toEqual([]);
});

test.each([
  ["name", { name: "Pedido Saiu" }],
  ["bodyEmpty", { body: " ", examples: [] }],
  ["bodyLong", { body: "x".repeat(1025), examples: [] }],
  ["order", { body: "Oi, {{1}} do pedido {{3}} aqui" }],
  ["edges", { body: "{{1}}, oi! Pedido {{2}} saiu" }],
  ["edges", { body: "Oi {{1}}, pedido {{2}}." }],
  ["together", { body: "Oi {{1}} {{2}} tudo bem" }],
  ["examples", { examples: ["Ana"] }],
  ["headerLong", { header: "x".repeat(61) }],
  ["headerVariables", { header: "{{1}} {{2}}" }],
  ["headerExample", { header_example: "" }],
  ["footer", { footer: "Loja {{1}}" }],
  ["buttonTitle", { buttons: [{ kind: "reply", title: "", value: "" }] }],
  ["buttonValue", { buttons: [{ kind: "url", title: "Ver", value: "loja" }] }],
  ["buttonValue", { buttons: [{ kind: "phone", title: "Ligar", value: "123" }] }],
] as const)("%s is told", (problem, change) => {
  expect(problemsOf({ ...good, ...change } as Content)).toEqual([problem]);
});
