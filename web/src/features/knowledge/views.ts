/** The parts of the knowledge page, as in the address. */
export const views = ["artigos", "fontes", "lacunas", "avisos", "sinonimos"] as const;

export type View = (typeof views)[number];
