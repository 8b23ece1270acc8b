const VARIABLE = /\{\{\s*(\d+)\s*\}\}/g;

/** The numbers of the variables of a text, ascending, each once. */
export function variablesIn(text: string): number[] {
  const found = new Set(Array.from(text.matchAll(VARIABLE), (match) => Number(match[1])));
  return [...found].sort((a, b) => a - b);
}

/** The text with its variables filled in; one without a value stays as it was written. */
export function fill(text: string, values: readonly string[]): string {
  return text.replace(VARIABLE, (written, number: string) => values[Number(number) - 1]?.trim() || written);
}

export type Button = { kind: "reply" | "url" | "phone"; title: string; value: string };
export type Content = {
  name: string;
  language: string;
  category: string;
  header: string;
  body: string;
  footer: string;
  buttons: Button[];
  examples: string[];
  header_example: string;
};

/** What Meta refuses a template for before anybody reads it, as text keys. */
export type Problem =
  | "name"
  | "bodyEmpty"
  | "bodyLong"
  | "order"
  | "edges"
  | "together"
  | "examples"
  | "headerLong"
  | "headerVariables"
  | "headerExample"
  | "footer"
  | "buttonTitle"
  | "buttonValue"
  | "buttonsMany";

const LONGEST = { body: 1024, header: 60, footer: 60, title: 25, buttons: 10 };

export function problemsOf(content: Content): Problem[] {
  const { name, header, body, footer, buttons, examples } = content;
  const used = variablesIn(body);
  const inHeader = variablesIn(header);
  const words = body.trim();
  const checks: [Problem, boolean][] = [
    ["name", !/^[a-z0-9_]{1,512}$/.test(name)],
    ["bodyEmpty", words === ""],
    ["bodyLong", body.length > LONGEST.body],
    ["order", used.some((number, index) => number !== index + 1)],
    ["edges", /^\{\{\s*\d+\s*\}\}|\{\{\s*\d+\s*\}\}[\s.,!?]*$/.test(words)],
    ["together", /\}\}\s*\{\{/.test(body)],
    ["examples", used.some((_, index) => !examples[index]?.trim())],
    ["headerLong", header.length > LONGEST.header],
    ["headerVariables", inHeader.length > 1 || (inHeader.length === 1 && inHeader[0] !== 1)],
    ["headerExample", inHeader.length === 1 && !content.header_example.trim()],
    ["footer", footer.length > LONGEST.footer || variablesIn(footer).length > 0],
    ["buttonsMany", buttons.length > LONGEST.buttons],
    ["buttonTitle", buttons.some(({ title }) => !title.trim() || title.length > LONGEST.title)],
    ["buttonValue", buttons.some((button) => !hasValue(button))],
  ];
  return checks.filter(([, wrong]) => wrong).map(([problem]) => problem);
}

function hasValue({ kind, value }: Button): boolean {
  if (kind === "url") return /^https?:\/\/\S+$/.test(value);
  return kind === "reply" || /^\+?\d{8,15}$/.test(value.replace(/[\s()-]/g, ""));
}
