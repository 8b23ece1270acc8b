import { afterEach, beforeEach, expect, test, vi } from "vitest";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const looks = { conversation_id: "c", user_id: "u", name: "Paula", typing: false };

test("a colleague is there while it is said again, and types until they stop", async () => {
  vi.resetModules();
  const { noteGlance, seen } = await watched();
  noteGlance(looks);
  expect(seen("c")).toEqual([{ user_id: "u", name: "Paula", typing: false }]);
  noteGlance({ ...looks, typing: true });
  vi.advanceTimersByTime(3_000);
  noteGlance(looks);
  expect(seen("c")[0]?.typing).toBe(true);
  vi.advanceTimersByTime(3_000);
  expect(seen("c")[0]?.typing).toBe(false);
  vi.advanceTimersByTime(5_000);
  expect(seen("c")).toEqual([]);
});

async function watched() {
  const { noteGlance, glancesAt } = await import("./glances");
  return { noteGlance, seen: glancesAt };
}
