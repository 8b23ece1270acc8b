export type DiffLine = { kind: "same" | "added" | "removed"; text: string };

/** Line by line, by the longest common subsequence; the texts are short. */
export function diffLines(before: string, after: string): DiffLine[] {
  const a = linesOf(before);
  const b = linesOf(after);
  const common = lengths(a, b);
  const lines: DiffLine[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ kind: "same", text: a[i]! });
      i += 1;
      j += 1;
    } else if (j < b.length && (i === a.length || common[i]![j + 1]! > common[i + 1]![j]!)) {
      lines.push({ kind: "added", text: b[j]! });
      j += 1;
    } else {
      lines.push({ kind: "removed", text: a[i]! });
      i += 1;
    }
  }
  return lines;
}

const linesOf = (text: string) => (text.trim() === "" ? [] : text.trim().split("\n"));

/** Length of the longest common subsequence of what follows each pair of places. */
function lengths(a: string[], b: string[]): number[][] {
  const table = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i]![j] = a[i] === b[j] ? table[i + 1]![j + 1]! + 1 : Math.max(table[i + 1]![j]!, table[i]![j + 1]!);
    }
  }
  return table;
}
