import { expect, test } from "vitest";
import type { Message } from "@/api/types";
import { chosenOptions } from "./chosen";

const offer = (id: string, ...options: string[]) =>
  ({ id, direction: "out", options: options.map((option) => ({ id: option })), payload: {}, reply_to: null }) as unknown as Message;
const choice = (option: string | null, to: string | null) =>
  ({ id: "x", direction: "in", options: [], payload: option ? { button_id: option } : {}, reply_to: to && { id: to } }) as unknown as Message;

test("a choice belongs to the message it answers, else to the last one that offered it", () => {
  const found = chosenOptions([offer("a", "yes", "no"), offer("b", "yes", "no"), choice("no", "a"), choice("yes", null), choice(null, "b")]);
  expect([...found]).toEqual([
    ["a", "no"],
    ["b", "yes"],
  ]);
});

test("a choice of nothing we offered marks nothing", () => {
  expect(chosenOptions([offer("a", "yes"), choice("other", null)]).size).toBe(0);
});
