"""What a reply says without a figure of what the company has: named by a source of this turn, or not said at all.

`O pacote inclui seguro` needs a source that speaks of insurance, and one that does not leave it out; `mesmo sem a
carteira` needs one that does without it; `por noite` needs the rate that the source gives with the amount.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from prosa.turns.guards.facts import Fact, facts
from prosa.turns.guards.sources import Sources, Unit, stems
from prosa.turns.guards.statements import CLAUSE, denied, stated, without_figures
from prosa.turns.guards.words import is_english, pattern, word_stems

Words = frozenset[str]

_RATE = re.compile(
    r" ?(?:reais )?(?:por|/|ao|a|cada|pela?) ?(?P<each>mes|noite|diaria|dia|pessoa|hora|ano|semana|estadia|quilo|kg|"
    r"metro|unidade|sessao|aula|caixa|casal|quarto|viagem|visita|animal|aluno|carro)\b"
)
_SAME_RATE = {"diaria": "dia", "noite": "dia", "quilo": "kg"}


def unnamed(text: str, sources: Sources, today: date) -> Iterator[str]:
    """What the company is said to have, include, use or take, and no source speaks of."""
    known = _known(sources)
    for sentence, plain in _stated(text, sources):
        for clause in CLAUSE.split(plain):
            said = pattern("claims", "has").search(clause)
            new = said and _things(without_figures(clause, today)) - known
            if new and not is_english(sentence):
                yield f"“{clause.strip()}”: no source of this turn speaks of that"


def left_out(text: str, sources: Sources) -> Iterator[str]:
    """What is said to be included, and every source that speaks of including it denies it."""
    for _, plain in _stated(text, sources):
        for clause in CLAUSE.split(plain):
            said = _INCLUDED.search(clause)
            if said is None or denied(clause, said):
                continue
            things = _things(clause)
            if any(_excludes(unit, things) for unit in sources.firm):
                yield f"“{clause.strip()}”: a source leaves it out"


_INCLUDED = re.compile(r"\binclu\w+")


def _excludes(unit: Unit, things: Words) -> bool:
    said = _INCLUDED.search(unit.plain)
    return said is not None and denied(unit.plain, said) and bool(things & stems(unit.plain[said.end() :]))


def done_without(text: str, sources: Sources) -> Iterator[str]:
    """`sem carteira`, where the sources know of one and none does without it."""
    for _, plain in _stated(text, sources):
        for said in _WITHOUT.finditer(plain):
            thing = stems(said["thing"])
            if _is_told_so(plain, said, sources):
                continue
            if thing & _known(sources) and not any(_does_without(unit, thing) for unit in sources.firm):
                yield f"“{said[0]}”: no source of this turn does without it"


def _is_told_so(plain: str, said: re.Match[str], sources: Sources) -> bool:
    """Whether it is how something came to the contact, who said so: `a mochila chegou sem a capa`."""
    return _CAME.search(plain[: said.start()]) is not None and any(
        said[0].strip() in unit.plain and "?" not in unit.plain for unit in sources.said
    )


_CAME = re.compile(
    r"\b(?:(?:veio|vieram|vindo|chegou|chegaram|chegad[oa]s?|receb\w+) (?:\w+ ){0,2}|"
    r"(?:esteja\w*|ficou|ficaram|ficad[oa]) )$"
)
_WITHOUT = re.compile(r"\b(?:mesmo )?sem (?:a |o |as |os |apresentar |ter |nenhum\w? )*(?P<thing>[a-z]{4,})")
_NONE = re.compile(r"\b(?:sem|nao|nem|dispens\w+|isent\w+|livre)\b")


def _does_without(unit: Unit, thing: Words) -> bool:
    return bool(thing & unit.words) and bool(_NONE.search(unit.plain))


def wrong_rate(text: str, sources: Sources, today: date) -> Iterator[str]:
    """An amount per night that a source gives per stay."""
    for sentence, plain in _stated(text, sources):
        for fact, each in _rates(plain, facts(sentence, today)):
            given = [
                rate
                for unit in sources.firm
                for known, rate in _rates(unit.plain, unit.facts)
                if fact.asks & known.gives
            ]
            if given and each not in given:
                yield f"“{fact.text}” is not per {each}"


def _rates(plain: str, found: Sequence[Fact]) -> Iterator[tuple[Fact, str]]:
    for fact in found:
        rate = _RATE.match(plain, fact.start + len(fact.text)) if fact.kind == "money" else None
        if rate:
            yield fact, _SAME_RATE.get(rate["each"], rate["each"])


def _stated(text: str, sources: Sources) -> Iterator[tuple[str, str]]:
    """Sentences that claim something, as written and flat."""
    for sentence, plain in stated(text, sources):
        if not pattern("manner", "unsure").search(plain):
            yield sentence, plain


def _known(sources: Sources) -> Words:
    return frozenset().union(*(unit.words for unit in (*sources.firm, *sources.said)))


def _things(clause: str) -> Words:
    """The weighty words that are not of every trade."""
    found = stems(clause) - word_stems("claims", "plain")
    return frozenset(word for word in found if not word.isdigit())
