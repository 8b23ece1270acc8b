/** The look shared by everything one types into or chooses from. */
export const control =
  "w-full rounded-lg border border-line-strong bg-surface px-3 text-[14px] text-ink placeholder:text-ink-3 disabled:opacity-60 aria-invalid:border-urucum";
