import { expect, test } from "vitest";
import { initials } from "@/shared/ui/avatar";
import { bytes } from "./bytes";
import { phone } from "./phone";
import { date, daysAgo } from "./when";

test("Brazilian numbers are written as people write them, others as they came", () => {
  expect(phone("5511988880042")).toBe("+55 11 98888-0042");
  expect(phone("+551133334444")).toBe("+55 11 3333-4444");
  expect(phone("+15551234567")).toBe("+15551234567");
  expect(phone(null)).toBeNull();
});

test("yesterday is a calendar day, not twenty-four hours", () => {
  const now = new Date(2026, 10, 20, 0, 30);
  expect(daysAgo(new Date(2026, 10, 19, 23, 50), now)).toBe(1);
  expect(daysAgo(new Date(2026, 10, 20, 0, 1), now)).toBe(0);
});

test("a day is the same day west of Greenwich", () => {
  expect(date("2026-11-20", "pt-BR")).toBe("20/11/2026");
});

test("sizes are told in the unit that fits", () => {
  expect(bytes(193, "en")).toBe("193 byte");
  expect(bytes(84_211, "en")).toBe("84 kB");
  expect(bytes(1_240_000, "pt-BR")).toBe("1,2 MB");
});

test("initials come from the first and the last word, and from digits when there is no name", () => {
  expect(initials("Mariana Alves de Souza")).toBe("MS");
  expect(initials("ágata")).toBe("Á");
  expect(initials("+55 11 98888-0042")).toBe("42");
});
