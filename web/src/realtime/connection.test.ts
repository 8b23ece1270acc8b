import { expect, test } from "vitest";
import { waitBefore } from "./connection";

test("the wait grows to a bound and is never the same for all tabs", () => {
  expect(waitBefore(0, 1)).toBe(400);
  expect(waitBefore(3, 1)).toBe(3200);
  expect(waitBefore(30, 1)).toBe(15_000);
  expect(waitBefore(30, 0)).toBe(7_500);
});
