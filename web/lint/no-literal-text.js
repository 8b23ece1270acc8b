/** Words a reader sees come from the locale files. Reports them in JSX text and in the attributes that are read out. */
const READ_OUT = new Set(["aria-label", "aria-description", "aria-placeholder", "aria-roledescription", "aria-valuetext", "alt", "title", "placeholder", "label", "hint", "description", "action"]);
const LETTER = /\p{L}/u;

export default {
  meta: {
    type: "problem",
    schema: [],
    messages: { literal: "“{{text}}” is written in the component: move it to the locale files." },
  },
  create(context) {
    const report = (node, text) => context.report({ node, messageId: "literal", data: { text: text.trim().slice(0, 40) } });
    const check = (node) => {
      for (const { node: found, text } of literals(node)) if (LETTER.test(text)) report(found, text);
    };
    return {
      JSXText: (node) => LETTER.test(node.value) && report(node, node.value),
      "JSXElement > JSXExpressionContainer": (node) => check(node.expression),
      "JSXFragment > JSXExpressionContainer": (node) => check(node.expression),
      JSXAttribute(node) {
        if (node.name.type !== "JSXIdentifier" || !READ_OUT.has(node.name.name) || !node.value) return;
        check(node.value.type === "JSXExpressionContainer" ? node.value.expression : node.value);
      },
    };
  },
};

/** The strings an expression can turn into by itself; not those it passes on to a function. */
function* literals(node) {
  switch (node?.type) {
    case "Literal":
      if (typeof node.value === "string") yield { node, text: node.value };
      break;
    case "TemplateLiteral":
      for (const part of node.quasis) yield { node: part, text: part.value.cooked ?? "" };
      break;
    case "ConditionalExpression":
      yield* literals(node.consequent);
      yield* literals(node.alternate);
      break;
    case "LogicalExpression":
      yield* literals(node.left);
      yield* literals(node.right);
      break;
  }
}
