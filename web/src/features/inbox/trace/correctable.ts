/** What a person may say a message really was, by head, in the words of the server. */
export const correctable = {
  category: ["suporte", "tecnico", "comercial", "reclamacao", "elogio"],
  priority: ["baixa", "media", "alta", "critica"],
  sentiment: ["negativo", "neutro", "positivo"],
  wants_human: ["true", "false"],
  funnel: ["cold", "curious", "interested", "hot", "objection", "not_interested", "opt_out"],
  intent: [
    "faq",
    "greeting",
    "thanks",
    "goodbye",
    "human",
    "search_product",
    "browse_category",
    "product_details",
    "price_question",
    "objection",
    "add_to_cart",
    "remove_from_cart",
    "view_cart",
    "checkout",
    "payment_status",
    "track_order",
    "consent_opt_in",
    "consent_opt_out",
    "other",
  ],
} as const;

export type Head = keyof typeof correctable;

/** What a message may name, in the words of the server. */
export const kinds = ["product", "quantity", "size", "color", "price_max", "price_min", "order"] as const;

export type Kind = (typeof kinds)[number];

/** Those whose value is a number. */
export const amounts: readonly Kind[] = ["quantity", "price_max", "price_min"];
