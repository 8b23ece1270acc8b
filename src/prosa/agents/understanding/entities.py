"""What a message names: learned parts (products, amounts, sizes, colours, orders) and what has a grammar of its own.

Where an explicit form and the learned tags disagree, the form wins: "até 120 reais" is a limit, "#7781" an order.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date

from rapidfuzz import fuzz, process

from prosa.agents.understanding import closed
from prosa.agents.understanding.closed import amount, composed, flat
from prosa.agents.understanding.documents import Entity, documents
from prosa.agents.understanding.moments import moments
from prosa.agents.understanding.parts import Part, Parts
from prosa.core import clock
from prosa.core.language import normalise

__all__ = ["Entity", "find_entities"]

LIKE = 86
"""How alike, of 100, a product that is named and one of the catalogue have to be."""
SHORTEST = 4
"""Letters that may be a shortened name."""
LONGEST = 600
"""Characters in which parts are looked for."""

_NUMBER = "|".join(sorted((word for word in closed.numbers() if " " not in word), key=len, reverse=True))
_MONEY = (
    r"(?:r?\$ ?)?(?:\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?(?: ?mil| ?k)?"
    rf"|(?:{_NUMBER})(?: (?:e )?(?:{_NUMBER}))*)(?: ?(?:reais|real|contos?|pila|dolares|bucks))?"
)
_NOT_MONEY = (
    r"(?![\d,.]*\d)(?! ?(?:h|hs|hrs|horas?|min|minutos?|dias?|meses|mes|semanas?|anos?|vezes|x|km|cm|mm|m|ml|l|"
    r"litros?|kg|g|pessoas?|pecas?|unidades?|parcelas?|lugares|metros?|polegadas?|porcento|quilos?|kilos?|gb|w|"
    r"de \w+)\b| ?%)"
)
_MOST = (
    r"(?:ate(?: uns| umas| no maximo| o maximo de)?|(?:no )?max(?:imo)?(?: de| e)?|menos d[eo](?: que)?|menos que|"
    r"abaixo de|nao pass[ea](?: d[eo]s?)?|sem passar d[eo]s?|inferior a|menor que|nao mais (?:de|que)|teto (?:de|e)|"
    r"limite (?:de|e)|por menos de|tenho(?: so| ate| uns)?|posso (?:gastar|pagar)(?: ate)?|"
    r"up to|under|below|less than|at most|max(?:imum)?(?: of)?|no more than)"
)
_LEAST = (
    r"(?:a partir d[eo]s?|acima d[eo]s?|mais d[eo](?: que)?|mais que|no minimo|minimo(?: de| e)?|pelo menos|"
    r"superior a|maior que|over|above|more than|at least|from)"
)
_PRICES = (
    ("price_max", re.compile(rf"\b{_MOST} (?P<money>{_MONEY}){_NOT_MONEY}")),
    ("price_min", re.compile(rf"\b{_LEAST} (?P<money>{_MONEY}){_NOT_MONEY}")),
)
_BETWEEN = re.compile(
    rf"\b(?:entre|de|between|from) (?P<low>{_MONEY}) (?:e|a|ate|and|to) (?P<high>{_MONEY}(?<! )){_NOT_MONEY}"
)
_RANGE_SAID = re.compile(r"\b(?:entre|between)\b|\$|reais|conto|pila")
_SPENDS = re.compile(r"\$|reais|real|conto|pila|dolar|buck")
_ORDER = re.compile(
    r"(?:\b(?:pedidos?|ordem|encomenda|compra|order|protocolo|reserva|os)\b"
    r"(?: (?:de )?(?:numero|num|n[ro]?|number|no))?\.?:?[°º]? ?#? ?"
    r"|#)(?P<value>(?:[a-z]{1,4}-?)?\d{3,}(?:-\d+)?)\b(?! ?(?:reais|conto))"
)

_WORD = re.compile(r"#?\w+(?:[.,:/-]\w+)*")
_UNITS = "|".join(sorted(closed.words("size_unit"), key=len, reverse=True))
_MEASURE = re.compile(
    rf"(?<![\w,.])(?:(?P<value>(?:\d+(?:[.,]\d+)?(?: ?x ?\d+(?:[.,]\d+)?)* ?|(?:{_NUMBER}) )(?:{_UNITS})"
    r"|aro \d{2}|\d{3}/\d{2}(?: r\d{2})?|\d{1,3}(?:[.,]\d{1,2})? ?x ?\d{1,3}(?:[.,]\d{1,2})?(?: ?x ?\d{1,3})?)|"
    r"(?:tamanhos?|tam|numeracao|size|nro|numero|n[°º.]) ?"
    r"(?P<said>\d{1,3}|[pmg]{1,3}|[xe]?x?g|x{0,3}l|g[1-5]))\b"
)
_LETTERS = re.compile(r"(?<![\w'.])(?P<value>PP|P|M|G|GG|XG|XGG|EG|EXG)(?![\w'.])")
"""Clothes and meals; written so, they are no words, unless everything is in capitals."""
_SURE = "|".join(sorted(closed.words("sure_color")))
_SHADES = "|".join(sorted(closed.words("shade")))
_COLOR = re.compile(rf"\b(?P<value>(?:{_SURE})(?:[- ](?:{_SHADES}))?)\b")
_DOZENS = re.compile(rf"\b(?P<value>(?:(?P<count>\d{{1,2}}|{_NUMBER}|meia) )?duzias?)\b")
_BARE_ORDER = re.compile(r"(?<![\w.,/$])(?P<value>(?=[a-z]*\d)[a-z]{0,3}-?\d{3,}[a-z0-9-]*)\b(?! ?(?:reais|conto|mil))")
_ABOUT_ORDERS = frozenset({"track_order", "payment_status"})
_COUNTED = frozenset({"add_to_cart", "remove_from_cart"})
"""Intents in which "um" is an amount; elsewhere it is an article."""


def find_entities(
    text: str, intent: str, parts: Parts, catalogue: Sequence[str] = (), today: date | None = None
) -> tuple[Entity, ...]:
    """In the order of the message, of which `intent` is known. What stands in a document or a date is neither an
    amount nor a size."""
    text = composed(text)[:LONGEST]
    found = documents(text)
    for kind in (moments(text, today or clock.now().date()), _formed(text, intent)):
        found += [entity for entity in kind if not any(entity.overlaps(other) for other in found)]
    free = [free for part in parts(text, intent) for free in _free(part, flat(text), found)]
    found += _learned(text, intent, free, catalogue)
    return tuple(sorted(found, key=lambda entity: entity.start))


def _formed(text: str, intent: str) -> list[Entity]:
    """Price limits and orders by the words before them, sizes with their unit, colours that are nothing else."""
    plain = flat(text)
    found = [*_range(text, plain), *_orders(text, plain)]
    for kind, pattern in _PRICES:
        for match in pattern.finditer(plain):
            entity = _priced(kind, text, match.span("money"))
            if entity and not any(entity.overlaps(other) for other in found) and _is_money(match[0], entity):
                found.append(entity)
    kinds = [("size", _MEASURE), ("color", _COLOR), *([("order", _BARE_ORDER)] if intent in _ABOUT_ORDERS else [])]
    kinds += [] if text.isupper() else [("size", _LETTERS)]
    for kind, pattern in kinds:
        for match in pattern.finditer(text if pattern is _LETTERS else plain):
            start, end = match.span(match.lastgroup or 0)
            entity = Entity(kind, text[start:end], plain[start:end], start, end)
            found += [] if any(entity.overlaps(other) for other in found) else [entity]
    for match in _DOZENS.finditer(plain):
        said = match["count"] or "um"
        dozens = 0.5 if said == "meia" else amount(said) or 1
        found.append(Entity("quantity", text[slice(*match.span())], dozens * 12, *match.span()))
    return found


def _free(part: Part, plain: str, taken: Sequence[Entity]) -> Iterator[Part]:
    """What is left of a learned part before anything found by its form, without articles and the like at its ends.
    A size at the end of a product is one of its own: "saia 38", "mala grande"."""
    ends = [entity.start for entity in taken if entity.start < part.end and part.start < entity.end]
    words = list(_WORD.finditer(plain, part.start, max(min([part.end, *ends]), part.start)))
    if part.type == "size":
        words = _between(words, _sized)
    elif part.type == "product":
        words, sizes = _between(words, _named), [word for word in words[1:][-1:] if _sized(word[0])]
        if words and sizes:
            yield Part("size", sizes[0].start(), sizes[0].end(), part.confidence)
            words = _between(words[:-1] if words[-1] is sizes[0] else words, _named)
    if words:
        yield Part(part.type, words[0].start(), words[-1].end(), part.confidence)


def _between(words: Sequence[re.Match[str]], wanted: Callable[[str], bool]) -> list[re.Match[str]]:
    """From the first to the last of the words that are wanted."""
    places = [n for n, word in enumerate(words) if wanted(word[0])]
    return list(words[places[0] : places[-1] + 1]) if places else []


def _sized(word: str) -> bool:
    return word in closed.words("size") or bool(re.fullmatch(r"\d{1,3}(?:[/x]\d{1,3})*[a-z]{0,2}|r\d\d|aro", word))


def _named(word: str) -> bool:
    return word not in closed.words("edges")


def _is_money(said: str, entity: Entity) -> bool:
    """`até 2` is hardly a price; an explicit currency always is."""
    return bool(_SPENDS.search(said)) or (isinstance(entity.value, float) and entity.value >= 10)


def _range(text: str, plain: str) -> Iterator[Entity]:
    for match in _BETWEEN.finditer(plain):
        if not _RANGE_SAID.search(match[0]):
            continue
        for kind, name in (("price_min", "low"), ("price_max", "high")):
            if entity := _priced(kind, text, match.span(name)):
                yield entity


def _priced(kind: str, text: str, span: tuple[int, int]) -> Entity | None:
    part = text[slice(*span)].rstrip()
    value = amount(flat(part))
    return None if value is None else Entity(kind, part, value, span[0], span[0] + len(part))


def _orders(text: str, plain: str) -> Iterator[Entity]:
    for match in _ORDER.finditer(plain):
        start, end = match.span("value")
        yield Entity("order", text[start:end], text[start:end], start, end)


def _learned(text: str, intent: str, parts: Iterable[Part], catalogue: Sequence[str]) -> Iterator[Entity]:
    for part in parts:
        said = text[part.start : part.end]
        value = _VALUES[part.type](flat(said), intent) if part.type in _VALUES else None
        if part.type == "product" and catalogue:
            value = _sold(said, catalogue) or value
        if value is not None:
            yield Entity(part.type, said, value, part.start, part.end)


def _quantity(plain: str, intent: str) -> float | None:
    return None if plain in ("um", "uma", "a", "one") and intent not in _COUNTED else amount(plain)


def _order(plain: str, intent: str) -> str | None:
    return plain.lstrip("#") if any(sign.isdigit() for sign in plain) else None


def _size(plain: str, intent: str) -> str | None:
    known = any(sign.isdigit() for sign in plain) or not closed.words("size").isdisjoint(plain.split())
    return plain if known else None


def _color(plain: str, intent: str) -> str | None:
    return None if closed.words("color").isdisjoint(re.split(r"[\s/]", plain)) else plain


def _product(plain: str, intent: str) -> str | None:
    return plain if any(sign.isalpha() for sign in plain) else None


_VALUES: Mapping[str, Callable[[str, str], str | float | None]] = {
    "product": _product,
    "quantity": _quantity,
    "order": _order,
    "size": _size,
    "color": _color,
}
"""What a learned part says, None when it cannot be one. Prices are found by their form alone."""


def _sold(said: str, catalogue: Sequence[str]) -> str | None:
    """The product of the catalogue that is meant, misspelt or shortened; None where several might be."""
    if len(said) < SHORTEST:
        return None
    best = process.extract(
        said, catalogue, scorer=fuzz.partial_token_sort_ratio, processor=normalise, score_cutoff=LIKE, limit=2
    )
    return best[0][0] if best and (len(best) == 1 or best[0][1] > best[1][1]) else None
