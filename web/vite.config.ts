import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { iconsOf } from "./scripts/first-icons.mjs";
import { outDir } from "./scripts/out-dir.mjs";

const backend = process.env.PROSA_DEV_BACKEND ?? "http://127.0.0.1:8000";

/** Parts of the kit that reading and answering does without. */
const FORMS = /src\/shared\/(ui\/(card|confirm-dialog|copy-field|dialog|field|markdown|menu|page|select|sheet|switch|textarea|use-dialog-focus|whatsapp-preview)\.|format\/(amount|money)|markdown\/|trace\/|diff\/|templates\/)/;

/** Icons of the first screens. The others come with the parts that draw them: most of the library is for later. */
const first = iconsOf(["main.tsx", "features/inbox/inbox-page.tsx", "features/inbox/thread-pane.tsx"]);
const ICON = /lucide-react\/dist\/esm\/icons\/([\w-]+)\./;
const VENDOR = /node_modules\/(react|react-dom|scheduler|@tanstack\/(?!.*virtual)|i18next|react-i18next|use-sync|clsx|tailwind-merge|class-variance|openapi-fetch|@floating-ui|@radix-ui\/(?!react-(dialog|switch|dropdown-menu|menu))|aria-hidden|react-remove-scroll|react-style|use-callback|use-sidecar|tslib|get-nonce|lucide-react\/(?!dist\/esm\/icons))/;

function isFirst(id: string): boolean {
  const icon = ICON.exec(id)?.[1];
  return icon === undefined ? VENDOR.test(id) : first.has(icon);
}

/** What many pages need, in a few files: dozens of small ones would cost a round trip and compress worse. */
const groups = [
  { name: "vendor", test: isFirst, minShareCount: 2 },
  { name: "icons", test: ICON, minShareCount: 2 },
  { name: "kit", test: (id: string) => /src\/(api|shared|realtime|locales)\//.test(id) && !FORMS.test(id), minShareCount: 4 },
  { name: "forms", test: FORMS, minShareCount: 4 },
];

export default defineConfig({
  plugins: [react(), tailwind()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
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
