import { expect, test } from "vitest";
import { resumeAt, stepOf, stepsOf } from "./steps";

const line = { connector: "meta_cloud", state: "ok", abilities: [], session: null, last_event_at: null };

test("what has no provider needs no webhook and no trial", () => {
  expect(stepsOf({ name: "simulator", abilities: [] })).not.toContain("conexao");
  expect(stepsOf({ name: "webchat", abilities: [] })).not.toContain("teste");
  expect(stepsOf(undefined)).toHaveLength(6);
});

test("whoever comes back goes on where it is still open", () => {
  expect(resumeAt({ ...line, state: "unchecked" })).toBe("conta");
  expect(resumeAt(line)).toBe("conexao");
  expect(resumeAt({ ...line, last_event_at: "2026-11-20T10:00:00Z" })).toBe("regras");
});

test("a linked device is paired before it is tried", () => {
  const waha = { ...line, connector: "waha", abilities: ["sessions"], session: "pairing" as const };
  expect(resumeAt(waha)).toBe("conexao");
  expect(resumeAt({ ...waha, session: "working" })).toBe("teste");
});

test("an address names only steps there are", () => {
  expect(stepOf("teste", stepsOf({ name: "simulator", abilities: [] }))).toBeUndefined();
  expect(stepOf("teste", stepsOf(undefined))).toBe("teste");
});
