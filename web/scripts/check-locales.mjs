// Every language has the same texts with the same blanks to fill, and every text is used. Portuguese is the model.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const folder = join(source, "locales/");
const MODEL = "pt-BR";
/** Texts chosen by a code of the server. */
const BY_CODE = new Set(["errors.json", "problems.json"]);

function flatten(texts, prefix = "") {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [[prefix + key, value]] : flatten(value, `${prefix}${key}.`),
  );
}

function read(language, file) {
  return new Map(flatten(JSON.parse(readFileSync(join(folder, language, file), "utf8"))));
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

function code() {
  const files = readdirSync(source, { recursive: true, withFileTypes: true });
  const wanted = files.filter((file) => file.isFile() && /\.tsx?$/.test(file.name) && file.name !== "schema.d.ts");
  return wanted.map((file) => readFileSync(join(file.parentPath, file.name), "utf8")).join("\n");
}

/** Asked for by its name, or by a name put together whose beginning is written: t(`ticks.${status}`), known("reason", …). */
function isUsed(key, written) {
  const plain = key.replace(/_(zero|one|two|few|many|other)$/, "");
  if (new RegExp(`["'\`:]${RegExp.escape?.(plain) ?? plain.replaceAll(".", "\\.")}["'\`]`).test(written)) return true;
  const parts = plain.split(".");
  const beginnings = parts.slice(0, -1).map((_, index) => parts.slice(0, index + 1).join("."));
  return beginnings.some((beginning) => written.includes(`\`${beginning}.\${`) || written.includes(`"${beginning}"`));
}

function unused(file, written) {
  if (BY_CODE.has(file)) return [];
  return [...read(MODEL, file).keys()].filter((key) => !isUsed(key, written)).map((key) => `${MODEL}/${file}: ${key} is not used`);
}

const languages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
const files = (language) => readdirSync(folder + language).filter((name) => name.endsWith(".json"));
const written = code();
const problems = [
  ...files(MODEL).flatMap((file) => unused(file, written)),
  ...languages.flatMap(({ name }) => {
    const absent = files(MODEL).filter((file) => !files(name).includes(file));
    const shared = files(name).filter((file) => files(MODEL).includes(file));
    return [...absent.map((file) => `${name}/${file} is missing`), ...shared.flatMap((file) => differences(name, file))];
  }),
];

if (problems.length > 0) {
  process.stderr.write(`${problems.join("\n")}\n`);
  process.exit(1);
}
