import { expect, test } from "vitest";
import { micros, written } from "./amount";

test.each([
  ["0,0068", 6_800],
  ["0.0625", 62_500],
  [" 1 ", 1_000_000],
  ["0", 0],
  ["0,000001", 1],
])("%s is %d millionths", (text, amount) => {
  expect(micros(text)).toBe(amount);
});

test.each(["", "-1", "1,2,3", "grátis", "0,0000001", "1234567"])("%s is no amount", (text) => {
  expect(micros(text)).toBeNull();
});

test.each([0, 1, 6_800, 62_500, 1_234_567])("what %d is written as is read as the same", (amount) => {
  for (const locale of ["pt-BR", "en"]) expect(micros(written(amount, locale))).toBe(amount);
});
