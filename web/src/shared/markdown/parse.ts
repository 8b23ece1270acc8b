/** The Markdown people write in articles: headings, paragraphs, lists, tables, quotes, rules. */
export type Block =
  | { kind: "heading"; level: number; text: string }
  | { kind: "paragraph"; text: string }
  | { kind: "list"; ordered: boolean; items: string[] }
  | { kind: "table"; head: string[]; rows: string[][] }
  | { kind: "quote"; text: string }
  | { kind: "code"; text: string }
  | { kind: "rule" };

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/;
const ITEM = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;
const RULE = /^\s*([-*_])(?:\s*\1){2,}\s*$/;
const TABLE_LINE = /^\s*\|?[\s:|-]*-[\s:|-]*\|?\s*$/;
const FENCE = /^\s*```/;

/** Never fails: what is no mark is text. */
export function parseMarkdown(source: string): Block[] {
  const lines = source.replace(/\r\n?/g, "\n").split("\n");
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    if (!lines[at]!.trim()) {
      at += 1;
      continue;
    }
    const [block, next] = blockAt(lines, at);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

function blockAt(lines: string[], at: number): [Block, number] {
  const line = lines[at]!;
  const heading = HEADING.exec(line);
  if (heading) return [{ kind: "heading", level: heading[1]!.length, text: heading[2]! }, at + 1];
  if (FENCE.test(line)) return fenced(lines, at);
  if (RULE.test(line)) return [{ kind: "rule" }, at + 1];
  if (line.includes("|") && TABLE_LINE.test(lines[at + 1] ?? "")) return table(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  if (line.startsWith(">")) return gather(lines, at, (next) => next.startsWith(">"), quote);
  return gather(lines, at, (next) => next.trim() !== "" && !startsBlock(next), (found) => ({
    kind: "paragraph",
    text: found.join("\n"),
  }));
}

const startsBlock = (line: string) => HEADING.test(line) || ITEM.test(line) || FENCE.test(line) || line.startsWith(">");

const quote = (lines: string[]): Block => ({
  kind: "quote",
  text: lines.map((line) => line.replace(/^>\s?/, "")).join("\n"),
});

/** The lines from `at` on that belong together; the first always does. */
function gather(
  lines: string[],
  at: number,
  belongs: (line: string) => boolean,
  make: (lines: string[]) => Block,
): [Block, number] {
  let end = at + 1;
  while (end < lines.length && belongs(lines[end]!)) end += 1;
  return [make(lines.slice(at, end)), end];
}

function fenced(lines: string[], at: number): [Block, number] {
  let end = at + 1;
  while (end < lines.length && !FENCE.test(lines[end]!)) end += 1;
  return [{ kind: "code", text: lines.slice(at + 1, end).join("\n") }, end + 1];
}

function list(lines: string[], at: number): [Block, number] {
  const items: string[] = [];
  const ordered = ITEM.exec(lines[at]!)![1] !== undefined;
  let end = at;
  for (; end < lines.length; end += 1) {
    const line = lines[end]!;
    const item = ITEM.exec(line);
    if (item && (item[1] !== undefined) === ordered) items.push(item[2]!);
    else if (/^\s{2,}\S/.test(line)) items.push(`${items.pop()!}\n${line.trim()}`);
    else break;
  }
  return [{ kind: "list", ordered, items }, end];
}

function table(lines: string[], at: number): [Block, number] {
  let end = at + 2;
  while (end < lines.length && lines[end]!.includes("|")) end += 1;
  const rows = lines.slice(at + 2, end).map(cells);
  return [{ kind: "table", head: cells(lines[at]!), rows }, end];
}

function cells(line: string): string[] {
  return line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
}

export type Inline = { kind: "text" | "strong" | "em" | "code"; text: string } | { kind: "link"; text: string; href: string };

const INLINE =
  /\*\*(?<strong>[^*\n]+)\*\*|(?<![\p{L}\p{N}*])\*(?<em>[^*\s][^*\n]*)\*|`(?<code>[^`\n]+)`|\[(?<label>[^\]\n]+)\]\((?<href>https?:\/\/[^\s)]+|\/[^\s)]*)\)|(?<bare>https?:\/\/[^\s<>"')\]]+[^\s<>"')\].,;:!?])/u;

/** The marks inside a line. Links only to http, https and this site. */
export function parseInline(text: string): Inline[] {
  const parts: Inline[] = [];
  let rest = text;
  for (let found = INLINE.exec(rest); found; found = INLINE.exec(rest)) {
    if (found.index > 0) parts.push({ kind: "text", text: rest.slice(0, found.index) });
    parts.push(inlineOf(found.groups ?? {}));
    rest = rest.slice(found.index + found[0].length);
  }
  return rest ? [...parts, { kind: "text", text: rest }] : parts;
}

function inlineOf({ strong, em, code, label, href, bare }: Record<string, string | undefined>): Inline {
  if (strong !== undefined) return { kind: "strong", text: strong };
  if (em !== undefined) return { kind: "em", text: em };
  if (code !== undefined) return { kind: "code", text: code };
  return { kind: "link", text: label ?? bare ?? "", href: href ?? bare ?? "" };
}
