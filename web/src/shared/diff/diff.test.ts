import { describe, expect, it } from "vitest";
import { diffLines } from "./diff";

const marks = { same: " ", added: "+", removed: "-" };
const show = (before: string, after: string) => diffLines(before, after).map(({ kind, text }) => marks[kind] + text);

describe("diffLines", () => {
  it("shows what was taken out before what took its place", () => {
    expect(show("um\ndois\ntrês", "um\n2\ntrês\nquatro")).toEqual([" um", "-dois", "+2", " três", "+quatro"]);
  });

  it("has nothing to show for nothing", () => {
    expect(show("", "")).toEqual([]);
    expect(show("", "um")).toEqual(["+um"]);
    expect(show("um", "")).toEqual(["-um"]);
  });
});
