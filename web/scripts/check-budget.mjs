// What a phone downloads to open a page, compressed. Reads the build's manifest; run it after `npm run build`.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { outDir } from "./out-dir.mjs";

const texts = (...names) => names.map((name) => `src/locales/pt-BR/${name}.json`);
const ALWAYS = ["index.html", ...texts("common", "errors", "shell")];
const INBOX = [...ALWAYS, "src/features/inbox/inbox-page.tsx", "src/features/inbox/thread-pane.tsx", ...texts("inbox")];
/** Features whose texts are kept under another name. */
const TEXTS = { board: "supervision", reports: "supervision" };
const BUDGET = { inboxJs: 230_000, inboxCss: 15_000, anyJs: 320_000 };

const manifest = JSON.parse(readFileSync(join(outDir, ".vite/manifest.json"), "utf8"));

function withImports(entries, seen = new Set()) {
  for (const name of entries) {
    if (seen.has(name)) continue;
    if (!(name in manifest)) throw new Error(`${name} is not in the build: correct scripts/check-budget.mjs`);
    seen.add(name);
    withImports(manifest[name].imports ?? [], seen);
  }
  return [...seen].map((name) => manifest[name]);
}

const size = (file) => gzipSync(readFileSync(join(outDir, file)), { level: 9 }).length;
const sum = (files) => [...new Set(files)].reduce((total, file) => total + size(file), 0);
const js = (entries) => sum(withImports(entries).map((chunk) => chunk.file));
const css = (entries) => sum(withImports(entries).flatMap((chunk) => chunk.css ?? []));

const lazy = Object.keys(manifest).filter((name) => manifest[name].isDynamicEntry && name.endsWith("-page.tsx"));
const rows = [
  ["inbox, scripts", js(INBOX), BUDGET.inboxJs],
  ["inbox, styles", css(INBOX), BUDGET.inboxCss],
  ...lazy.map((name) => [name, js([...ALWAYS, name, ...texts(TEXTS[name.split("/")[2]] ?? name.split("/")[2])]), BUDGET.anyJs]),
];

for (const [name, bytes, limit] of rows) {
  const verdict = bytes <= limit ? "ok" : "TOO LARGE";
  process.stdout.write(`${verdict.padEnd(10)}${(bytes / 1000).toFixed(1).padStart(7)} kB of ${limit / 1000}  ${name}\n`);
}
if (rows.some(([, bytes, limit]) => bytes > limit)) process.exit(1);
