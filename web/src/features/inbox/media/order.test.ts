import { expect, test } from "vitest";
import { totalOf } from "./order";

const line = (price_cents: unknown, quantity: unknown, currency = "BRL") => ({ price_cents, quantity, currency });

test("an order is summed only when nothing about its price is missing or mixed", () => {
  expect(totalOf([line(1990, 2), line(500, 1)])).toEqual({ cents: 4480, currency: "BRL" });
  expect(totalOf([line(1990, 2), line(null, 1)])).toBeNull();
  expect(totalOf([line(1990, 2), line(500, 1, "USD")])).toBeNull();
  expect(totalOf([])).toBeNull();
});
