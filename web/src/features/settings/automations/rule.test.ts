import { expect, test } from "vitest";
import { type Automation, draftOf, isComplete, ruleOf } from "./rule";

const rule: Automation = {
  id: "1",
  name: "Reembolso",
  active: true,
  trigger: "message",
  minutes: null,
  conditions: { words: ["reembolso", "estorno"], hours: "closed", queue_ids: ["q"], label_ids: [], priorities: ["high"], vip: true, channel_ids: ["c"] },
  actions: [{ kind: "priority", priority: "critical" }, { kind: "note", text: "Cuidado" }, { kind: "give_back" }],
  runs: 0,
  last_run_at: null,
};

test("a rule goes through the form and comes back the same", () => {
  expect({ ...rule, ...ruleOf(draftOf(rule), true, rule) }).toEqual(rule);
});

test("words belong to what contacts say, minutes to waiting", () => {
  const draft = { ...draftOf(rule), trigger: "waiting" as const, minutes: "15" };
  expect(ruleOf(draft, false, null)).toMatchObject({ active: false, minutes: 15, conditions: { words: [] } });
});

test("a rule without a name, or with an action that lacks its value, is not whole", () => {
  expect(isComplete(draftOf(rule))).toBe(true);
  expect(isComplete({ ...draftOf(rule), name: " " })).toBe(false);
  expect(isComplete({ ...draftOf(rule), actions: [{ kind: "note", value: "" }] })).toBe(false);
  expect(isComplete({ ...draftOf(rule), actions: [] })).toBe(false);
});
