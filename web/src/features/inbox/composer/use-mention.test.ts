import { describe, expect, it } from "vitest";
import type { Colleague } from "@/api/colleagues";
import { called, mentionedIn, typedName } from "./use-mention";

const person = (name: string) => ({ id: name, name }) as Colleague;
const team = [person("Diego Reis"), person("Márcia"), person("Ana Diniz")];

describe("mentions", () => {
  it("begins at an @ that opens a word", () => {
    expect(typedName("Veja com @")).toBe("");
    expect(typedName("Veja com @Die")).toBe("Die");
    expect(typedName("@Diego R")).toBe("Diego R");
    expect(typedName("fale@exemplo")).toBeUndefined();
    expect(typedName("@Diego Reis, veja isso aqui por favor")).toBeUndefined();
  });

  it("finds names by any of their words, without accents", () => {
    expect(called(team, "di").map(({ name }) => name)).toEqual(["Diego Reis", "Ana Diniz"]);
    expect(called(team, "marc").map(({ name }) => name)).toEqual(["Márcia"]);
  });

  it("reads who is called by the whole name", () => {
    expect(mentionedIn("@Diego Reis, e a @Márcia?", team).map(({ id }) => id)).toEqual(["Diego Reis", "Márcia"]);
    expect(mentionedIn("@Diego, veja", team)).toEqual([]);
  });
});
