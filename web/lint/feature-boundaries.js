/** Who may import whom: a feature never reaches into another one, and what is shared knows none of them. */
const MAY = {
  api: ["api"],
  locales: ["locales"],
  shared: ["shared", "locales"],
  realtime: ["realtime", "api", "shared"],
  features: ["api", "shared", "realtime", "locales"],
  routes: ["api", "shared", "realtime", "locales", "features", "routes"],
};

/** "features/inbox/thread/bubble" → { area: "features", name: "inbox" } */
function place(path) {
  const [area, name] = path.split("/");
  return { area, name };
}

export default {
  meta: {
    type: "problem",
    schema: [],
    messages: {
      area: "{{from}} may not import from {{to}}.",
      feature: "Feature {{from}} may not import from feature {{to}}: move what both need to shared or api.",
      climb: "Import from another folder by its full name, “@/…”.",
    },
  },
  create(context) {
    const inside = context.filename.replaceAll("\\", "/").split("/src/").at(-1);
    const from = place(inside);
    if (!(from.area in MAY)) return {};
    const check = (node) => {
      const source = node.source?.value;
      if (typeof source !== "string") return;
      if (source.startsWith("../")) return climb(node, source);
      if (!source.startsWith("@/")) return;
      const to = place(source.slice(2));
      const own = from.area === "features" && to.area === "features" && from.name === to.name;
      if (from.area === "features" && to.area === "features" && !own) {
        context.report({ node, messageId: "feature", data: { from: from.name, to: to.name } });
      } else if (!own && !MAY[from.area].includes(to.area)) {
        context.report({ node, messageId: "area", data: { from: from.area, to: to.area } });
      }
    };
    const climb = (node, source) => {
      const depth = inside.split("/").length - 1;
      const root = from.area === "features" ? 2 : 1;
      if (source.split("../").length - 1 > depth - root) context.report({ node, messageId: "climb" });
    };
    return { ImportDeclaration: check, ImportExpression: check, ExportNamedDeclaration: check, ExportAllDeclaration: check };
  },
};
