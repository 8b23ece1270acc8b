// Every language has the same texts with the same blanks to fill. Portuguese is the model.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../src/locales/", import.meta.url));
const MODEL = "pt-BR";

function flatten(texts, prefix = "") {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

function read(language, file) {
  return new Map(flatten(JSON.parse(readFileSync(`${folder}${language}/${file}`, "utf8"))));
}

const blanks = (text) => [...new Set(text.match(/{{\s*\w+/g))].sort().join();

function differences(language, file) {
  const model = read(MODEL, file);
  const other = read(language, file);
  const missing = [...model.keys()].filter((key) => !other.has(key)).map((key) => `${key} is missing`);
  const extra = [...other.keys()].filter((key) => !model.has(key)).map((key) => `${key} is not in ${MODEL}`);
  const unlike = [...model]
    .filter(([key, text]) => other.has(key) && blanks(text) !== blanks(other.get(key)))
    .map(([key]) => `${key} has other blanks than in ${MODEL}`);
  const empty = [...other].filter(([, text]) => !text.trim()).map(([key]) => `${key} is empty`);
  return [...missing, ...extra, ...unlike, ...empty].map((problem) => `${language}/${file}: ${problem}`);
}

const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const files = (language) => readdirSync(folder + language).filter((name) => name.endsWith(".json"));
const problems = languages.flatMap(({ name }) => {
  const absent = files(MODEL).filter((file) => !files(name).includes(file));
  const shared = files(name).filter((file) => files(MODEL).includes(file));
  return [...absent.map((file) => `${name}/${file} is missing`), ...shared.flatMap((file) => differences(name, file))];
});

if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n`);
  process.exit(1);
}
