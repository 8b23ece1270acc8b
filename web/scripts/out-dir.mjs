import { fileURLToPath } from "node:url";

/** Where the build goes: into the Python package, unless told otherwise. */
export const outDir = process.env.PROSA_WEB_OUT ?? fileURLToPath(new URL("../../src/prosa/app/static", import.meta.url));
