import { expect, test } from "vitest";
import { bodyOf, emptyForm } from "./model-form";

test("a key that was not typed is not sent, so that the kept one stays", () => {
  expect("api_key" in bodyOf({ ...emptyForm, name: "Gemini", model: "gemini-2.5-flash" })).toBe(false);
  expect(bodyOf({ ...emptyForm, key: " sk-1 " }).api_key).toBe("sk-1");
});

test("prices are sent in millionths, and only when all of them are known", () => {
  expect(bodyOf({ ...emptyForm, input: "0,15", output: "0.6", cached: "0" }).prices).toEqual({ input: 150_000, output: 600_000, cached: 0 });
  expect(bodyOf({ ...emptyForm, input: "0,15" }).prices).toBeNull();
});
