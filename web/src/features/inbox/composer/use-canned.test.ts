import { expect, test } from "vitest";
import { matching } from "./use-canned";

const reply = (shortcut: string, title: string) => ({ id: shortcut, shortcut, title, text: "", queue_id: null });
const replies = [reply("troca", "Política de troca"), reply("preco", "Tabela de preços"), reply("pix", "Chave Pix")];
const found = (typed: string) => matching(replies, typed).map((one) => one.shortcut);

test("shortcuts that begin with it come before titles that contain it", () => {
  expect(found("p")).toEqual(["preco", "pix", "troca"]);
});

test("accents and case do not matter", () => {
  expect(found("PREÇO")).toEqual(["preco"]);
  expect(found("politica")).toEqual(["troca"]);
});

test("nothing typed shows all", () => {
  expect(found("")).toHaveLength(3);
});
