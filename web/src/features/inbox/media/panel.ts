/** The look of a card inside a bubble. */
export const panel = "rounded-xl bg-[color-mix(in_oklab,var(--ink)_5%,transparent)]";
