"""What a message names: learned parts (products, amounts, sizes, colours, orders) and what has a grammar of its own.

Where an explicit form and the learned tags disagree, the form wins: "até 120 reais" is a limit, "#7781" an order.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from rapidfuzz import fuzz, process

from prosa.agents.understanding.closed import amount, composed, flat
from prosa.agents.understanding.documents import Entity, documents
from prosa.agents.understanding.moments import moments
from prosa.agents.understanding.parts import Part, Parts
from prosa.core import clock
from prosa.core.language import normalise

__all__ = ["Entity", "find_entities"]

LIKE = 86
"""How alike, of 100, a product that is named and one of the catalogue have to be."""
LONGEST = 600
"""Characters in which parts are looked for."""

_MONEY = r"(?:r\$ ?)?(\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?|\d+(?:[.,]\d{1,2})?(?: ?mil| ?k)?)(?: ?(?:reais|real|conto|contos|pila|dolares|bucks))?"
_NOT_MONEY = (
    r"(?![\d,.]*\d)(?! ?(?:h|hs|hrs|horas?|min|minutos?|dias?|meses|mes|semanas?|anos?|vezes|x|km|cm|mm|m|ml|l|litros?|kg|g|"
    r"pessoas?|pecas?|unidades?|parcelas?|lugares|metros?|polegadas?|porcento|quilos?|kilos?|gb|w|de \w+)\b| ?%)"
)
_MOST = (
    r"(?:ate(?: uns| umas| no maximo| o maximo de)?|no maximo|maximo(?: de| e)?|menos d[eo](?: que)?|menos que|abaixo de|nao pass[ea](?: d[eo]s?)?|sem passar d[eo]s?|"
    r"inferior a|menor que|nao mais (?:de|que)|teto (?:de|e)|limite (?:de|e)|por menos de|tenho(?: so| ate| uns)?|posso (?:gastar|pagar)(?: ate)?|"
    r"up to|under|below|less than|at most|max(?:imum)?(?: of)?|no more than)"
)
_LEAST = (
    r"(?:a partir d[eo]s?|acima d[eo]s?|mais d[eo](?: que)?|mais que|no minimo|minimo(?: de| e)?|pelo menos|superior a|maior que|"
    r"over|above|more than|at least|from)"
)
_PRICES = (
    ("price_max", re.compile(rf"\b{_MOST} (?P<money>{_MONEY}){_NOT_MONEY}")),
    ("price_min", re.compile(rf"\b{_LEAST} (?P<money>{_MONEY}){_NOT_MONEY}")),
)
_BETWEEN = re.compile(
    rf"\b(?:entre|de|between|from) (?P<low>{_MONEY}) (?:e|a|ate|and|to) (?P<high>{_MONEY}(?<! )){_NOT_MONEY}"
)
_RANGE_SAID = re.compile(r"\b(?:entre|between)\b|r\$|reais|conto|pila")
_SPENDS = re.compile(r"r\$|reais|real|conto|pila|dolar|buck")
_ORDER = re.compile(
    r"(?:\b(?:pedidos?|ordem|encomenda|compra|order|protocolo|reserva|os)\b(?: (?:de )?(?:numero|num|n[ro]?|number|no))?\.?:?[°º]? ?#? ?"
    r"|#)(?P<value>(?:[a-z]{1,4}-?)?\d{3,}(?:-\d+)?)\b(?! ?(?:reais|conto))"
)


def find_entities(
    text: str, parts: Parts, catalogue: Sequence[str] = (), today: date | None = None
) -> tuple[Entity, ...]:
    """In the order of the message. What stands in a document or a date is neither an amount nor a size."""
    text = composed(text)[:LONGEST]
    found = documents(text)
    for kind in (moments(text, today or clock.now().date()), _formed(text), _learned(text, parts(text), catalogue)):
        found += [entity for entity in kind if not any(entity.overlaps(other) for other in found)]
    return tuple(sorted(found, key=lambda entity: entity.start))


def _formed(text: str) -> list[Entity]:
    """Price limits and orders by the words before them."""
    plain = flat(text)
    found = [*_range(text, plain), *_orders(text, plain)]
    for kind, pattern in _PRICES:
        for match in pattern.finditer(plain):
            entity = _priced(kind, text, match.span("money"))
            if entity and not any(entity.overlaps(other) for other in found) and _is_money(match[0], entity):
                found.append(entity)
    return found


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


def _learned(text: str, parts: Iterable[Part], catalogue: Sequence[str]) -> Iterator[Entity]:
    for part in parts:
        said = text[part.start : part.end]
        value = _value(part.type, said, catalogue)
        if value is not None:
            yield Entity(part.type, said, value, part.start, part.end)


def _value(kind: str, said: str, catalogue: Sequence[str]) -> str | float | None:
    plain = flat(said)
    if kind in ("quantity", "price_max", "price_min"):
        return amount(plain)
    if kind == "order":
        return said.lstrip("#") if any(sign.isdigit() for sign in said) else None
    if kind == "product" and catalogue:
        return _sold(said, catalogue) or plain
    return plain


def _sold(said: str, catalogue: Sequence[str]) -> str | None:
    """The product of the catalogue that is meant, misspelt or shortened."""
    best = process.extractOne(normalise(said), catalogue, scorer=fuzz.token_set_ratio, processor=normalise, score_cutoff=LIKE)
    return best[0] if best else None
