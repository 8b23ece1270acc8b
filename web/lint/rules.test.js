import { RuleTester } from "eslint";
import { describe, it } from "vitest";
import featureBoundaries from "./feature-boundaries.js";
import noLiteralText from "./no-literal-text.js";

RuleTester.describe = describe;
RuleTester.it = it;
const tester = new RuleTester({ languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } } });

tester.run("no-literal-text", noLiteralText, {
  valid: [
    `<p>{t("inbox.title")}</p>`,
    `<p> · </p>`,
    `<p>{count} / {total}</p>`,
    `<input aria-label={t("search")} className="wide" type="text" />`,
    `<p>{open ? t("close") : t("open")}</p>`,
  ],
  invalid: [
    { code: `<p>Conversas</p>`, errors: 1 },
    { code: `<p>{"Conversas"}</p>`, errors: 1 },
    { code: `<p>{open ? "Fechar" : "Abrir"}</p>`, errors: 2 },
    { code: `<p>{name && \`Olá, \${name}\`}</p>`, errors: 1 },
    { code: `<input placeholder="Buscar" />`, errors: 1 },
    { code: `<img alt={"Foto"} />`, errors: 1 },
  ],
});

const inbox = "/web/src/features/inbox/thread/bubble.tsx";
tester.run("feature-boundaries", featureBoundaries, {
  valid: [
    { filename: inbox, code: `import { api } from "@/api/client";` },
    { filename: inbox, code: `import { useThread } from "../use-thread";` },
    { filename: inbox, code: `import { tabs } from "@/features/inbox/tabs";` },
    { filename: "/web/src/routes/router.tsx", code: `const page = () => import("@/features/inbox/inbox-page");` },
  ],
  invalid: [
    { filename: inbox, code: `import { Editor } from "@/features/knowledge/editor";`, errors: [{ messageId: "feature" }] },
    { filename: inbox, code: `import { Editor } from "../../knowledge/editor";`, errors: [{ messageId: "climb" }] },
    { filename: inbox, code: `const page = () => import("@/routes/router");`, errors: [{ messageId: "area" }] },
    { filename: "/web/src/shared/ui/button.tsx", code: `import { api } from "@/api/client";`, errors: [{ messageId: "area" }] },
    { filename: "/web/src/api/client.ts", code: `export * from "@/features/inbox/tabs";`, errors: [{ messageId: "area" }] },
  ],
});
