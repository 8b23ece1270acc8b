import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { outDir } from "../scripts/out-dir.mjs";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

/** The chat for other sites: one file that a script tag loads, put next to the application. */
export default defineConfig({
  root: here("."),
  build: {
    outDir,
    emptyOutDir: false,
    target: "es2022",
    // Old browsers would need fallbacks for looks that cost more than they are worth.
    cssTarget: ["chrome125", "firefox126", "safari17.5"],
    lib: { entry: here("src/main.ts"), name: "prosa", formats: ["iife"], fileName: () => "widget.js" },
  },
});
