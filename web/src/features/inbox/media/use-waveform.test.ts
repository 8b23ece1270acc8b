import { expect, test } from "vitest";
import { peaksOf, waveOf } from "./use-waveform";

test("the loudest part is 1 and the others are in proportion", () => {
  expect(peaksOf(new Float32Array([0, 0.5, -1, 0.1]), 2)).toEqual([0.5, 1]);
});

test("silence draws no division by zero", () => {
  expect(peaksOf(new Float32Array(4), 2)).toEqual([0, 0]);
});

test("what the server drew is used as it is, and nothing is made of half of it", () => {
  expect(waveOf({ waveform: [0, 50, 100], duration_ms: 4500 })).toEqual({ peaks: [0, 0.5, 1], seconds: 4.5 });
  expect(waveOf({ waveform: null, duration_ms: 4500 })).toBeNull();
});
