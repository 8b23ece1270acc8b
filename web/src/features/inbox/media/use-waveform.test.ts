import { expect, test } from "vitest";
import { peaksOf } from "./use-waveform";

test("the loudest part is 1 and the others are in proportion", () => {
  expect(peaksOf(new Float32Array([0, 0.5, -1, 0.1]), 2)).toEqual([0.5, 1]);
});

test("silence draws no division by zero", () => {
  expect(peaksOf(new Float32Array(4), 2)).toEqual([0, 0]);
});
