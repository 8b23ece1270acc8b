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
    lib: { entry: here("src/main.ts"), name: "prosa", formats: ["iife"], fileName: () => "widget.js" },
  },
});
