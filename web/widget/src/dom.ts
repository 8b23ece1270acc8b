/** The few strokes the screen is drawn with. Text goes in as text, never as HTML. */

type Props = Record<string, string | boolean | number | ((event: Event) => void)>;
type Tags = HTMLElementTagNameMap & Pick<SVGElementTagNameMap, "svg" | "path">;

/** An element; properties that start with `on` are listeners, a true boolean is an empty attribute. */
export function el<K extends keyof Tags>(tag: K, props: Props = {}, ...children: (Node | string)[]): Tags[K] {
  const drawn = tag === "svg" || tag === "path";
  const element = document.createElementNS(`http://www.w3.org/${drawn ? "2000/svg" : "1999/xhtml"}`, tag);
  if (tag === "button") element.setAttribute("type", tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : `${value}`);
  }
  element.append(...children);
  return element as Tags[K];
}

/** A decorative line drawing on a 24 x 24 field. */
export const icon = (d: string) => el("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, el("path", { d }));

export const BUBBLE = "M21 11.5a8.4 8.4 0 0 1-12 7.6L3 21l1.9-6a8.4 8.4 0 1 1 16.1-3.5z";
export const CROSS = "M18 6 6 18M6 6l12 12";
export const ARROW = "M12 19V5m-7 7 7-7 7 7";
export const CLIP = "m21 11-9 9a6 6 0 0 1-8-8l9-9a4 4 0 0 1 6 6l-9 9a2 2 0 0 1-3-3l8-8";
