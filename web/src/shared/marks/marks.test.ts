import { expect, test } from "vitest";
import { plainText, readMarks } from "./marks";

const words = (text: string) => ({ kind: "text", text });

test("bold covers every word between its stars, and not what follows", () => {
  expect(readMarks("Oi. *Já estou vendo* isso")).toEqual([
    words("Oi. "),
    { kind: "strong", inside: [words("Já estou vendo")] },
    words(" isso"),
  ]);
});

test("marks stand inside one another", () => {
  expect(readMarks("*a _b_*")).toEqual([{ kind: "strong", inside: [words("a "), { kind: "em", inside: [words("b")] }] }]);
});

test.each(["2*3*4", "nome_de_arquivo_longo", "* lista", "preço * 2 *", "~5 dias"])("%s stays as it is", (text) => {
  expect(readMarks(text)).toEqual([words(text)]);
});

test("a link ends before the punctuation of its sentence", () => {
  expect(readMarks("veja https://loja.example/a?b=1.")).toEqual([
    words("veja "),
    { kind: "link", text: "https://loja.example/a?b=1" },
    words("."),
  ]);
});

test("only web addresses become links", () => {
  expect(readMarks("javascript:alert(1)")).toEqual([words("javascript:alert(1)")]);
});

test("code is kept as written", () => {
  expect(readMarks("```*a*```")).toEqual([{ kind: "code", text: "*a*" }]);
});

test("one line of plain words keeps no marks", () => {
  expect(plainText("*Formas de _pagamento_*: veja https://loja.example")).toBe("Formas de pagamento: veja https://loja.example");
});
