import { expect, test } from "vitest";
import { joinPages } from "./messages";
import type { Message } from "./types";

const page = (from: number, to: number, hasMore = true) => ({
  items: Array.from({ length: to - from + 1 }, (_, index) => ({ id: `m${from + index}`, seq: from + index }) as Message),
  hasMore,
});

const seqs = (items: Message[]) => [items[0]?.seq, items.at(-1)?.seq, items.length];

test("a fresh last page keeps the older ones that touch it", () => {
  const joined = joinPages(page(1, 60, false), page(31, 80));
  expect(seqs(joined.items)).toEqual([1, 80, 80]);
  expect(joined.hasMore).toBe(false);
});

test("a hole between the pages starts the thread anew", () => {
  const joined = joinPages(page(1, 60, false), page(100, 149));
  expect(seqs(joined.items)).toEqual([100, 149, 50]);
  expect(joined.hasMore).toBe(true);
});

test("the first page is the thread", () => {
  expect(seqs(joinPages(undefined, page(1, 3, false)).items)).toEqual([1, 3, 3]);
});
