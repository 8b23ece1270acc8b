import { expect, test } from "vitest";
import { peaksOf, waveOf } from "./use-waveform";

test("the loudest part is 1 and the others are in proportion", () => {
  expect(peaksOf(new Float32Array([0, 0.5, -1, 0.1]), 2)).toEqual([0.5, 1]);
});

test("silence draws no division by zero", () => {
  expect(peaksOf(new Float32Array(4), 2)).toEqual([0, 0]);
});

test("what the server drew is used as it is, and nothing is made of half of it", () => {
  const drawn = waveOf({ waveform: Array.from({ length: 64 }, (_, bar) => (bar === 63 ? 80 : 40)), duration_ms: 4500 });
  expect([drawn?.seconds, drawn?.peaks.length, drawn?.peaks[0], drawn?.peaks.at(-1)]).toEqual([4.5, 40, 0.5, 1]);
  expect(waveOf({ waveform: null, duration_ms: 4500 })).toBeNull();
});
