import { expect, test } from "vitest";
import { minutesOf, written } from "./duration";

test("a span is read with its unit, minutes without one", () => {
  expect(["15 min", "15", "4h", " 72 H ", "90 m"].map(minutesOf)).toEqual([15, 15, 240, 4320, 90]);
});

test("what is no span is refused", () => {
  expect(["", "0", "-5", "4 weeks", "1,5 h", "3 d", "9999 h"].map(minutesOf)).toEqual([null, null, null, null, null, null, null]);
});

test("what was written is read as the same", () => {
  for (const minutes of [1, 15, 60, 90, 240, 1440, 4320]) expect(minutesOf(written(minutes))).toBe(minutes);
  expect([15, 240, 4320, 90].map(written)).toEqual(["15 min", "4 h", "72 h", "90 min"]);
});
