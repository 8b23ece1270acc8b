const PRODUCT = "Prosa";

/** Sets the text of the browser's tab; `count` is what waits for somebody. */
export function PageTitle({ title, count = 0 }: { title: string; count?: number }) {
  return <title>{`${count > 0 ? `(${count}) ` : ""}${title} · ${PRODUCT}`}</title>;
}
