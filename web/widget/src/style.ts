import css from "./style.css?inline";

/**
 * Gives `root` the widget's looks in the channel's colour (#rrggbb) and a colour scheme of CSS.
 * A constructed sheet passes the strictest style policy of a host page.
 */
export function dress(root: ShadowRoot, colour: string, scheme: string): void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`${css}:host{--a:${colour};--on:${readableOn(colour)};color-scheme:${scheme}}`);
  root.adoptedStyleSheets = [sheet];
}

/** Black or white, whichever stands out more on `colour` (relative luminance of WCAG 2, with its curve simplified). */
function readableOn(colour: string): string {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => (parseInt(colour.slice(at, at + 2), 16) / 255) ** 2.2);
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue > 0.179 ? "#000" : "#fff";
}
