import { expect, test } from "vitest";
import { filtersOf, isNarrowed, sameView, type SavedView, searchOf } from "./views";

const filter = { tab: "waiting", queue_id: "q1", sort: "queue" } as const;
const view = { id: "v", name: "Fila de vendas", shared: false, position: 0, filters: filtersOf(filter) } as SavedView;

test("a kept view is shown by its address and known again", () => {
  expect(searchOf(view.filters)).toEqual({ aba: "waiting", fila: "q1", ordem: "queue" });
  expect(sameView(view, filter)).toBe(true);
  expect(sameView(view, { tab: "waiting", queue_id: "q2", sort: "queue" })).toBe(false);
});

test("a tab and a search narrow nothing down", () => {
  expect(isNarrowed({ tab: "mine", q: "ana" })).toBe(false);
  expect(isNarrowed(filter)).toBe(true);
});
