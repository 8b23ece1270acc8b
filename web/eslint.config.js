import reactHooks from "eslint-plugin-react-hooks";
import tseslint from "typescript-eslint";
import featureBoundaries from "./lint/feature-boundaries.js";
import noLiteralText from "./lint/no-literal-text.js";

const prosa = { rules: { "no-literal-text": noLiteralText, "feature-boundaries": featureBoundaries } };

export default tseslint.config(
  { ignores: ["node_modules", "dist", "src/api/schema.d.ts"] },
  {
    files: ["src/**/*.{ts,tsx}"],
    extends: [tseslint.configs.strictTypeChecked, reactHooks.configs.flat["recommended-latest"]],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { prosa },
    rules: {
      "prosa/no-literal-text": "error",
      "prosa/feature-boundaries": "error",
      "react-hooks/incompatible-library": "off",
      "max-lines": ["error", { max: 250, skipBlankLines: true, skipComments: true }],
      "no-console": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/only-throw-error": ["error", { allow: [{ from: "package", name: ["Redirect", "NotFoundError"], package: "@tanstack/router-core" }] }],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": "off",
    },
  },
);
