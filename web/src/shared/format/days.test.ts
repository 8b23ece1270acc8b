import { expect, test } from "vitest";
import { dayBefore, daysBetween, localDay } from "./days";

test("a day is written as the server takes it", () => {
  expect(localDay(new Date(2026, 0, 5, 23, 59))).toBe("2026-01-05");
});

test("days are counted back over the end of a month", () => {
  expect(dayBefore(0, new Date(2026, 2, 1))).toBe("2026-03-01");
  expect(dayBefore(1, new Date(2026, 2, 1))).toBe("2026-02-28");
  expect(dayBefore(29, new Date(2026, 2, 1, 0, 30))).toBe("2026-01-31");
});

test("all days of a span are told, over the ends of months and into no other one", () => {
  expect(daysBetween("2026-02-27", "2026-03-02")).toEqual(["2026-02-27", "2026-02-28", "2026-03-01", "2026-03-02"]);
  expect(daysBetween("2026-03-02", "2026-03-02")).toEqual(["2026-03-02"]);
  expect(daysBetween("2026-03-02", "2026-03-01")).toEqual([]);
});
