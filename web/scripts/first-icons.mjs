import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const STATIC = /^import (?!type\b)(?:([^"]*?) from )?"([^"]+)";/gms;
const ENDINGS = ["", ".ts", ".tsx", "/index.ts"];

function fileOf(name, from) {
  const path = name.startsWith("@/") ? join(source, name.slice(2)) : join(dirname(from), name);
  return ENDINGS.map((ending) => path + ending).find((file) => /\.tsx?$/.test(file) && existsSync(file));
}

/** "ChevronsUp" is kept in chevrons-up.js, "Clock3" in clock-3.js. */
function kebab(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1-$2").replace(/([A-Za-z])(\d)/g, "$1-$2").toLowerCase();
}

/** An icon that was renamed stands in a file of its old name that points to the new one. */
function renamed(icon) {
  const file = fileURLToPath(new URL(`../node_modules/lucide-react/dist/esm/icons/${icon}.mjs`, import.meta.url));
  return existsSync(file) ? /export \{[^}]*\} from ["']\.\/([\w-]+)\.mjs["']/.exec(readFileSync(file, "utf8"))?.[1] : undefined;
}

function namesIn(braces) {
  const names = braces.replace(/[{}]/g, "").split(",").map((name) => name.trim());
  return names.filter((name) => name && !name.startsWith("type ")).map((name) => kebab(name.split(" as ")[0]));
}

/** The icons of whatever these files import at once, as their library names its files. What is lazy brings its own. */
export function iconsOf(entries) {
  const icons = new Set();
  const seen = new Set();
  const read = (file) => {
    if (!file || seen.has(file)) return;
    seen.add(file);
    for (const [, braces, name] of readFileSync(file, "utf8").matchAll(STATIC)) {
      if (name === "lucide-react") namesIn(braces).forEach((icon) => icons.add(icon).add(renamed(icon)));
      else if (name.startsWith("@/") || name.startsWith(".")) read(fileOf(name, file));
    }
  };
  entries.forEach((entry) => read(join(source, entry)));
  return icons;
}
