"""The closed sets of what a message can be. The rules that tell one label from another are those of the examples."""

from typing import Final

CATEGORIES: Final = ("suporte", "tecnico", "comercial", "reclamacao", "elogio")
PRIORITIES: Final = ("baixa", "media", "alta", "critica")
SENTIMENTS: Final = ("negativo", "neutro", "positivo")
INTENTS: Final = (
    *("greeting", "browse_category", "search_product", "product_details", "add_to_cart", "remove_from_cart"),
    *("view_cart", "checkout", "payment_status", "track_order", "price_question", "objection", "thanks", "goodbye"),
    *("human", "faq", "consent_opt_in", "consent_opt_out", "other"),
)
SIGNALS: Final = ("cold", "curious", "interested", "hot", "objection", "not_interested", "opt_out")
"""What an answer to a message of ours says of the contact's interest."""

ENTITIES: Final = ("product", "quantity", "size", "color", "price_max", "price_min", "order")
"""Those that the examples mark; `entities` finds more."""
