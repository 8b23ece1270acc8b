import { expect, test } from "vitest";
import { fromInput, laterChoices, toInput } from "./later";

test("later is always later, and on Monday the next Monday", () => {
  const monday = new Date(2026, 10, 23, 17, 30);
  const choices = laterChoices(monday);
  expect(choices.hour).toEqual(new Date(2026, 10, 23, 18, 30));
  expect(choices.evening).toEqual(new Date(2026, 10, 24, 18));
  expect(choices.tomorrow).toEqual(new Date(2026, 10, 24, 8));
  expect(choices.monday).toEqual(new Date(2026, 10, 30, 8));
  expect(laterChoices(new Date(2026, 10, 20, 9)).evening).toEqual(new Date(2026, 10, 20, 18));
});

test("a time goes into its field and comes out the same", () => {
  const when = new Date(2026, 10, 20, 14, 30);
  expect(fromInput(toInput(when))).toEqual(when);
  expect(fromInput("")).toBeNull();
});
