import { expect, test } from "vitest";
import { levelOf, sampled } from "./use-recorder";

test("silence is nothing and a shout is all", () => {
  expect(levelOf(new Float32Array(8))).toBe(0);
  expect(levelOf(new Float32Array(8).fill(1))).toBe(1);
  expect(levelOf(new Float32Array([0.1, -0.1]))).toBeCloseTo(0.4);
});

test("a long recording is drawn with as many bars as a short one", () => {
  expect(sampled([1, 2])).toEqual([1, 2]);
  const long = sampled(Array.from({ length: 480 }, (_, index) => index));
  expect([long.length, long[0], long[1]]).toEqual([48, 0, 10]);
});
