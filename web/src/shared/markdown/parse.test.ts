import { describe, expect, it } from "vitest";
import { parseInline, parseMarkdown } from "./parse";

describe("parseMarkdown", () => {
  it("reads the blocks of an article", () => {
    const source = "O frete é calculado.\nNo carrinho.\n\n## Grátis\n- Sul\n- Sudeste\n  e mais\n\n1. um\n2. dois\n\n> nota\n\n---\n";
    expect(parseMarkdown(source)).toEqual([
      { kind: "paragraph", text: "O frete é calculado.\nNo carrinho." },
      { kind: "heading", level: 2, text: "Grátis" },
      { kind: "list", ordered: false, items: ["Sul", "Sudeste\ne mais"] },
      { kind: "list", ordered: true, items: ["um", "dois"] },
      { kind: "quote", text: "nota" },
      { kind: "rule" },
    ]);
  });

  it("reads a table and fenced code", () => {
    expect(parseMarkdown("| A | B |\n| --- | --- |\n| 1 | 2 |\n```\n# x\n```")).toEqual([
      { kind: "table", head: ["A", "B"], rows: [["1", "2"]] },
      { kind: "code", text: "# x" },
    ]);
  });

  it("takes whatever is no mark as text", () => {
    expect(parseMarkdown("<b>oi</b>")).toEqual([{ kind: "paragraph", text: "<b>oi</b>" }]);
    expect(parseMarkdown("")).toEqual([]);
    expect(parseMarkdown("```\nnever closed")).toEqual([{ kind: "code", text: "never closed" }]);
  });
});

describe("parseInline", () => {
  it("finds bold, italics, code and links", () => {
    expect(parseInline("**Frete** *grátis*: `x` em [loja](https://l.example/a) ou https://b.example.")).toEqual([
      { kind: "strong", text: "Frete" },
      { kind: "text", text: " " },
      { kind: "em", text: "grátis" },
      { kind: "text", text: ": " },
      { kind: "code", text: "x" },
      { kind: "text", text: " em " },
      { kind: "link", text: "loja", href: "https://l.example/a" },
      { kind: "text", text: " ou " },
      { kind: "link", text: "https://b.example", href: "https://b.example" },
      { kind: "text", text: "." },
    ]);
  });

  it("makes no link of another scheme, and no italics of a product of two numbers", () => {
    expect(parseInline("[x](javascript:alert(1)) 2*3*4")).toEqual([{ kind: "text", text: "[x](javascript:alert(1)) 2*3*4" }]);
  });
});
