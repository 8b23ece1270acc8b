import { expect, test } from "vitest";
import type { ChannelLine } from "@/api/types";
import { alarmsOf } from "./alarms";

const since = "2026-11-20T10:00:00Z";
const line = (id: string, codes: string[], enabled = true) =>
  ({ id, name: id, enabled, notices: codes.map((code) => ({ code, detail: "", since })) }) as Pick<ChannelLine, "id" | "name" | "enabled" | "notices">;

test("the gravest comes first, whichever channel it is of", () => {
  const found = alarmsOf([line("a", ["queue_waiting"]), line("b", ["silent", "stopped"])]);
  expect(found.map(({ name, code, grave }) => [name, code, grave])).toEqual([
    ["b", "stopped", true],
    ["b", "silent", false],
    ["a", "queue_waiting", false],
  ]);
});

test("a channel that is switched off, and what only concerns its rules, alarm nobody", () => {
  expect(alarmsOf([line("a", ["stopped"], false), line("b", ["daily_cap", "not_tried", "first_contact_off"])])).toEqual([]);
});
