"""Every figure, date, link and code of a reply must come from somewhere: this turn's sources, or the contact's words
where they are only repeated."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from prosa.turns.guards.facts import LIST_MARK, Fact, facts, flat
from prosa.turns.guards.sources import Sources, Unit, pairs_of, stems
from prosa.turns.guards.words import pattern

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_FIRM_CLAUSE = re.compile(
    r",(?!\d)|;| e (?=\w+ (?:e|em|custa|sai|leva|demora|tem|fica)\b)| mas | ja (?=[ao] )| enquanto "
)
_SWAPPED = frozenset({"money", "percent", "while"})
_SOFT = frozenset({"number", "id", "measure"})
"""What a contact may have brought along: how many, which order, which size."""
_CONTACTS_OWN = frozenset({"phone", "email"})


def unsupported(text: str, sources: Sources, today: date) -> Iterator[str]:
    """A sentence for each thing that nothing bears out; `text` is without what the company itself worded."""
    for sentence in _SENTENCE.split(LIST_MARK.sub(" ", text)):
        found = facts(sentence, today)
        plain = flat(sentence)
        for fact in found:
            if not _borne_out(fact, plain, sources):
                yield f"“{fact.text}” is in no source of this turn"
        yield from _wrong_hours(sentence, found, sources)
        yield from _taken_from_another(sentence, found, sources, today)


def _borne_out(fact: Fact, sentence: str, sources: Sources) -> bool:
    if _given(fact, sources.gives, sentence):
        return True
    if fact.kind == "link" or not _given(fact, sources.heard, sentence):
        return False
    if pattern("manner", "commits").search(sentence):
        return fact.kind in _CONTACTS_OWN and bool(pattern("manner", "own").search(sentence)) and "pix" not in sentence
    soft = fact.kind in _SOFT or (fact.kind in _CONTACTS_OWN and bool(pattern("manner", "own").search(sentence)))
    return (
        soft
        or "?" in sentence
        or bool(pattern("manner", "echo").search(sentence))
        or bool(pattern("manner", "unsure").search(sentence))
    )


def _given(fact: Fact, gives: frozenset[str], sentence: str) -> bool:
    if fact.asks & gives:
        return True
    if fact.kind != "weekday":
        return False
    denied = bool(re.search(r"\b(?:nao|fechad\w*|closed|exceto|sem)\b", sentence))
    days = {key.removeprefix("weekday:") for key in fact.gives if key.startswith("weekday:")}
    return all(f"weekday:{day}" in gives or (denied and f"closed:{day}" in gives) for day in days)


def _wrong_hours(sentence: str, found: Sequence[Fact], sources: Sources) -> Iterator[str]:
    """A time that is another day's."""
    known = frozenset().union(*(unit.pairs for unit in sources.firm))
    days = {day for day, _ in known}
    if any(day in days and (day, time) not in known for day, time in pairs_of(found)):
        yield f"“{sentence.strip()}” gives a day the hours of another one"


def _taken_from_another(sentence: str, found: Sequence[Fact], sources: Sources, today: date) -> Iterator[str]:
    """A figure that a source states of something else, while it states another figure of what is spoken of."""
    if not any(fact.kind in _SWAPPED for fact in found):
        return
    for clause in _FIRM_CLAUSE.split(sentence):
        about = stems(clause)
        for fact in facts(clause, today):
            if fact.kind in _SWAPPED and len(about) > 1 and _belongs_elsewhere(fact, about, sources.firm):
                yield f"“{fact.text}” is said of something else"


def _belongs_elsewhere(fact: Fact, about: frozenset[str], firm: Sequence[Unit]) -> bool:
    own = others = 0
    for unit in firm:
        for piece, given in _statements(unit, fact.kind):
            near = len(about & piece)
            if fact.asks & given:
                own = max(own, near)
            else:
                others = max(others, near)
    return others - own > 1


def _statements(unit: Unit, kind: str) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """A unit with several figures of a kind is cut between them: each with the words around it."""
    same = [fact for fact in unit.facts if fact.kind == kind]
    if len(same) < 2:
        if same:
            yield unit.words, unit.gives
        return
    shared = unit.words - stems(unit.plain)
    for place, fact in enumerate(same):
        start = same[place - 1].start + len(same[place - 1].text) if place else 0
        end = same[place + 1].start if place + 1 < len(same) else len(unit.plain)
        clauses = _FIRM_CLAUSE.split(unit.plain[start:end])
        yield shared | stems(" ".join(clauses)), fact.gives
