import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { outDir } from "./scripts/out-dir.mjs";

const backend = process.env.PROSA_DEV_BACKEND ?? "http://127.0.0.1:8000";

/** Parts of the kit that reading and answering does without. */
const FORMS = /src\/shared\/(ui\/(card|confirm-dialog|copy-field|dialog|field|markdown|page|select|sheet|switch|textarea|use-dialog-focus)\.|format\/(amount|money)|markdown\/)/;

const FIRST_SEEN = ["features/inbox", "features/inbox/composer", "features/inbox/list", "features/inbox/thread", "features/shell", "routes", "shared/ui"];
const ICONS = path("node_modules/lucide-react/dist/esm/icons");
/** Pictograms of what everybody sees first, by their file's name; those of other pages wait in a file of their own. */
const FIRST_ICONS = new Set(FIRST_SEEN.flatMap(iconsIn));

function path(inside: string): string {
  return fileURLToPath(new URL(inside, import.meta.url));
}

function iconsIn(folder: string): string[] {
  const files = readdirSync(path(`src/${folder}`)).filter((file) => /\.tsx?$/.test(file));
  return files.flatMap((file) => iconsOf(readFileSync(path(`src/${folder}/${file}`), "utf8")));
}

function iconsOf(source: string): string[] {
  const [, names = ""] = /import \{([^}]*)\} from "lucide-react"/.exec(source) ?? [];
  return names.split(",").map((name) => iconFile(name.trim().replace(/(?<=[a-z0-9])(?=[A-Z])|(?<=[a-z])(?=\d)/g, "-").toLowerCase()));
}

/** Many pictograms have older names, whose files only point to another. */
function iconFile(name: string): string {
  const file = `${ICONS}/${name}.mjs`;
  const [, other = name] = (existsSync(file) && / from '\.\/([a-z0-9-]+)\.mjs'/.exec(readFileSync(file, "utf8"))) || [];
  return other;
}

function isLaterIcon(id: string): boolean {
  const [, name] = /lucide-react\/dist\/esm\/icons\/([^./]+)\./.exec(id) ?? [];
  return name !== undefined && !FIRST_ICONS.has(name);
}

const VENDOR = /node_modules\/(react|react-dom|scheduler|@tanstack\/(?!.*virtual)|i18next|react-i18next|use-sync|clsx|tailwind-merge|class-variance|openapi-fetch|@floating-ui|@radix-ui\/(?!react-(dialog|switch))|aria-hidden|react-remove-scroll|react-style|use-callback|use-sidecar|tslib|get-nonce|lucide-react)/;

/** What many pages need, in a few files: dozens of small ones would cost a round trip and compress worse. */
const groups = [
  { name: "vendor", test: (id: string) => VENDOR.test(id) && !isLaterIcon(id), minShareCount: 2, priority: 2 },
  { name: "icons", test: isLaterIcon, minShareCount: 2, priority: 1 },
  { name: "kit", test: (id: string) => /src\/(api|shared|realtime|locales)\//.test(id) && !FORMS.test(id) && !/shared\/(trace|diff)\//.test(id), minShareCount: 4 },
  { name: "forms", test: FORMS, minShareCount: 4 },
];

export default defineConfig({
  plugins: [react(), tailwind()],
  resolve: { alias: { "@": path("src") } },
  server: {
    host: "127.0.0.1",
    port: 5173,
    proxy: { "/api": { target: backend, ws: true } },
  },
  build: {
    outDir,
    emptyOutDir: true,
    manifest: true,
    target: "es2023",
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups } } },
  },
});
