"""Where two articles contradict each other: sentences on the same matter with other figures, or one that denies what
the other states. Pure.

It compares words, so it finds what is put alike ("troca em até 30 dias", "prazo de troca: 7 dias") and leaves the rest
to the reader; what it names should rarely be wrong.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from uuid import UUID

from prosa.core.language import normalise
from prosa.knowledge.analysis import Term, analyse
from prosa.knowledge.grouping import sameness, traits
from prosa.knowledge.index import Entry
from prosa.knowledge.stems import stem

SAME_MATTER = 0.6
"""Least sameness of two sentences, with the titles they stand under, whose figures must agree."""
SAME_STATEMENT = 0.85
"""The same where one sentence denies the other: nothing but the denial may differ."""
MOST_SHARING = 100
"""A word in more sentences than this says too little to compare them by."""
COMPARED_BY = 4
"""So many of a sentence's rarest words lead to those it is compared with."""
SHORTEST, LONGEST = 12, 400
"""Characters of a sentence that can be compared."""

_SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n+")
_MARKUP = re.compile(r"[*_`>#|]+|^\s*(?:[-+]|\d+[.)])\s+|\[([^\]]*)\]\([^)]*\)", re.MULTILINE)
_FIGURE = re.compile(r"(?:(reais) )?(\d+(?:[.,]\d+)*)\s?([a-z]+)?")
_HOURS = {"minuto": 1 / 60, "hora": 1, "dia": 24, "semana": 168, "mes": 720, "ano": 8760}
_OTHERS = ("vez", "parcela", "pessoa", "noite", "km", "metro", "kg", "grama", "litro", "mega", "giga", "porcento")
_SHORT = {"h": "hora", "min": "minuto", "x": "vez"}
_DENIAL = frozenset({"nao", "nunca", "nem", "jamais", "sem", "exceto"})
_WRITTEN = {
    "um": 1, "uma": 1, "dois": 2, "duas": 2, "tres": 3, "quatro": 4, "cinco": 5, "seis": 6, "sete": 7, "oito": 8,
    "nove": 9, "dez": 10, "doze": 12, "quinze": 15, "vinte": 20, "trinta": 30, "quarenta": 40, "sessenta": 60,
    "noventa": 90,
}  # fmt: skip
_ALTERNATIVES = frozenset({"#lugar", "#area", "#exterior", "#cor", "#infantil", "#masculino_feminino", "#pagamento"})
"""Lines of the thesaurus whose words are found for each other but name different things."""
_TOLERANCE = 0.05
"""Twelve months are a year."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that can be held against another: what it is about, with its title; its own words that carry the
    subject; its figures by what they count; and whether it denies."""

    article: UUID
    title: str
    sentence: str
    about: Mapping[str, float]
    terms: tuple[Term, ...]
    figures: Mapping[str, frozenset[float]]
    denies: bool


@dataclass(frozen=True, slots=True)
class Conflict:
    """Two sentences of different articles that cannot both hold."""

    one: Claim
    other: Claim


def conflicts(entries: Iterable[Entry]) -> list[Conflict]:
    """What contradicts each other among these passages, once for every two articles."""
    claims = [claim for entry in entries for claim in read_claims(entry)]
    found: dict[tuple[UUID, UUID], Conflict] = {}
    for one, other in _neighbours(claims):
        pair = (one.article, other.article)
        if pair not in found and disagree(one, other):
            found[pair] = Conflict(one, other)
    return list(found.values())


def read_claims(entry: Entry) -> Iterator[Claim]:
    """The sentences of a passage that say something about a subject."""
    under = {key: weight / 2 for key, weight in traits(f"{entry.title} {entry.heading}").items()}
    for written in _SENTENCE.split(_MARKUP.sub(r" \1 ", entry.text)):
        sentence = " ".join(written.split())
        if SHORTEST <= len(sentence) <= LONGEST and not sentence.endswith("?"):
            plain = _in_digits(normalise(sentence.replace("%", " porcento ")))
            bare = _FIGURE.sub(" ", plain)
            if about := traits(bare):
                yield Claim(
                    article=entry.article,
                    title=entry.title,
                    sentence=sentence,
                    about={**under, **about},
                    terms=tuple(term for term in analyse(bare) if term.stem and term.weight == 1),
                    figures=read_figures(plain),
                    denies=bool(_DENIAL & set(plain.split())),
                )


def read_figures(plain: str) -> dict[str, frozenset[float]]:
    """The numbers of a normalised sentence by what they count, times in hours. Hours of the day, telephones and the
    like count nothing."""
    found: dict[str, set[float]] = defaultdict(set)
    for money, number, word in _FIGURE.findall(plain):
        unit = "reais" if money or word == "reais" else _unit(word)
        if unit in _HOURS:
            found["tempo"].add(_value(number) * _HOURS[unit])
        elif unit:
            found[unit].add(_value(number))
    return {unit: frozenset(values) for unit, values in found.items()}


def _in_digits(plain: str) -> str:
    """With small written numbers as digits where they count something."""
    words = [*plain.split(), ""]
    return " ".join(
        str(_WRITTEN[word]) if word in _WRITTEN and _unit(after) else word for word, after in pairwise(words)
    )


def _unit(word: str) -> str:
    return _units().get(stem(word), "") if word else ""


@cache
def _units() -> dict[str, str]:
    return {stem(unit): unit for unit in (*_HOURS, *_OTHERS)} | _SHORT


def _value(number: str) -> float:
    """A Brazilian number: a comma parts the fraction, a point the thousands unless fewer than three digits follow."""
    whole, comma, fraction = number.rpartition(",")
    if comma:
        return float(f"{re.sub(r'[.,]', '', whole)}.{fraction}")
    whole, point, tail = number.rpartition(".")
    return float(f"{whole.replace('.', '')}.{tail}" if point and len(tail) < 3 else number.replace(".", ""))


def disagree(one: Claim, other: Claim) -> bool:
    """Whether both speak of the same and cannot both hold."""
    alike = sameness(one.about, other.about)
    if alike < SAME_MATTER or (_has_its_own(one, other) and _has_its_own(other, one)):
        return False
    if one.denies == other.denies:
        return _other_figures(one.figures, other.figures)
    return alike >= SAME_STATEMENT and one.figures == other.figures


def _has_its_own(one: Claim, other: Claim) -> bool:
    """Whether a word that carries the subject of one is nowhere in the other: both having one, they differ in it."""
    return any(
        term.stem not in other.about
        and not any(idea in other.about and idea not in _ALTERNATIVES for idea, _ in term.ideas)
        for term in one.terms
    )


def _other_figures(one: Mapping[str, frozenset[float]], other: Mapping[str, frozenset[float]]) -> bool:
    """Whether exactly one count differs: where all of several do, it is two offers and no contradiction."""
    shared = one.keys() & other.keys()
    differing = sum(not _agree(one[unit], other[unit]) for unit in shared)
    return differing == 1 and (len(shared) > 1 or one.keys() == other.keys() or len(one.keys() ^ other.keys()) == 1)


def _agree(one: Iterable[float], other: Iterable[float]) -> bool:
    return any(abs(a - b) <= _TOLERANCE * max(a, b) for a in one for b in other)


def _neighbours(claims: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Pairs of different articles that share one of their rarest words and have something to differ in."""
    by_word: dict[str, list[int]] = defaultdict(list)
    for number, claim in enumerate(claims):
        for key in claim.about:
            by_word[key].append(number)
    for number, claim in enumerate(claims):
        rare = sorted((len(by_word[key]), key) for key in claim.about)[:COMPARED_BY]
        near = {other for times, key in rare if times <= MOST_SHARING for other in by_word[key] if other != number}
        for other in sorted(near):
            if _comparable(claim, claims[other]):
                yield (claim, claims[other]) if number < other else (claims[other], claim)


def _comparable(one: Claim, other: Claim) -> bool:
    if one.article == other.article:
        return False
    return one.denies != other.denies or not one.figures.keys().isdisjoint(other.figures)
