"""What is known of the prices of language models without being told."""

from importlib import import_module
from importlib.util import find_spec

from prosa.agents.model_schemas import Provider

_VENDORS = {Provider.OPENAI: "openai", Provider.GEMINI: "google", Provider.ANTHROPIC: "anthropic"}


def has_price(provider: Provider, model: str, base_url: str | None) -> bool:
    """Whether the list that comes with the libraries for language models has this model at this address."""
    if find_spec("genai_prices") is None:
        return False
    prices = import_module("genai_prices")
    place = {"provider_api_url": base_url} if base_url else {"provider_id": _VENDORS.get(provider)}
    try:
        prices.calc_price(prices.Usage(input_tokens=1, output_tokens=1), model_ref=model, **place)
    except LookupError:
        return False
    return True
