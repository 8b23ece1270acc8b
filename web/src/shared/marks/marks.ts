/** What a messaging app draws: links, *bold*, _italic_, ~struck~ and ```code```. */
export type Mark = { kind: "text" | "link" | "code"; text: string } | { kind: "strong" | "em" | "s"; inside: Mark[] };

const LINK = /(?<link>\bhttps?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}*_~])/;
const CODE = /```(?<code>[\s\S]+?)```/;
// A mark opens before a word and closes behind one, so that 2*3*4 and snake_case_names stay as they are.
const MARKED = /(?<![\p{L}\p{N}])(?<mark>[*_~])(?=\S)(?<marked>[^\n]*?\S)\k<mark>(?![\p{L}\p{N}])/u;
const PATTERN = new RegExp(`${LINK.source}|${CODE.source}|${MARKED.source}`, "u");

const kinds = { "*": "strong", _: "em", "~": "s" } as const;

export function readMarks(text: string): Mark[] {
  const marks: Mark[] = [];
  let rest = text;
  for (let found = PATTERN.exec(rest); found; found = PATTERN.exec(rest)) {
    if (found.index > 0) marks.push({ kind: "text", text: rest.slice(0, found.index) });
    marks.push(markOf(found));
    rest = rest.slice(found.index + found[0].length);
  }
  if (rest) marks.push({ kind: "text", text: rest });
  return marks;
}

function markOf({ groups }: RegExpExecArray): Mark {
  const { link, code, mark, marked } = groups as Record<string, string | undefined>;
  if (link !== undefined) return { kind: "link", text: link };
  if (code !== undefined) return { kind: "code", text: code };
  return { kind: kinds[mark as keyof typeof kinds], inside: readMarks(marked ?? "") };
}

/** The words without their marks, for where there is room for one line only. */
export function plainText(text: string): string {
  return readMarks(text).map(plain).join("");
}

function plain(mark: Mark): string {
  return "inside" in mark ? mark.inside.map(plain).join("") : mark.text;
}
