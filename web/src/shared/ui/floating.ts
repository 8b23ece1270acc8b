/** The look of everything that floats over the page: menus, popovers, lists of suggestions. */
export const floating = "pop z-50 rounded-xl border bg-surface p-1 text-[13.5px] text-ink shadow-float";
