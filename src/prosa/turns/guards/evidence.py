"""Every figure, date, link and code of a reply must come from somewhere: this turn's sources, or the contact's words
where they are only repeated."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from prosa.turns.guards.attribution import clauses, misplaced
from prosa.turns.guards.facts import Fact, facts, flat
from prosa.turns.guards.patterns import LIST_MARK
from prosa.turns.guards.sources import Sources, pairs_of, stems
from prosa.turns.guards.statements import is_quoted, sentences
from prosa.turns.guards.words import is_english, pattern

_SENTENCE = re.compile(r"(?<=[.!?…])\s+|\n+")
_SWAPPED = frozenset({"money", "percent", "while", "measure", "time", "hours", "weekday"})
_TIMES = frozenset({"time", "hours"})
"""Of a sentence that names days these are told apart by the day."""
_SOFT = frozenset({"number", "id", "measure", "month"})
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
        if not all(is_quoted(piece, sources) for piece in sentences(sentence)):
            yield from _taken_from_another(sentence, found, sources, today)


def _borne_out(fact: Fact, sentence: str, sources: Sources) -> bool:
    if _given(fact, sources.gives, sentence):
        return True
    if fact.kind == "money" and not fact.asks & sources.heard and _only_repeated(sentence):
        return bool({key.replace("money:", "bare:") for key in fact.asks} & sources.heard)
    if fact.kind == "link" or not _given(fact, sources.heard, sentence):
        return False
    if pattern("manner", "commits").search(sentence):
        return fact.kind in _CONTACTS_OWN and bool(pattern("manner", "own").search(sentence)) and "pix" not in sentence
    soft = fact.kind in _SOFT or (fact.kind in _CONTACTS_OWN and bool(pattern("manner", "own").search(sentence)))
    return soft or _only_repeated(sentence) or bool(pattern("manner", "unsure").search(sentence))


def _only_repeated(sentence: str) -> bool:
    return "?" in sentence or bool(pattern("manner", "echo").search(sentence))


def _given(fact: Fact, gives: frozenset[str], sentence: str) -> bool:
    if fact.kind == "number" and not is_english(sentence) and _counted_otherwise(fact, gives):
        return False
    if fact.asks & gives or (fact.kind == "number" and is_english(sentence) and _figure(fact) in gives):
        return True
    if fact.kind == "day" and _OPENING.search(sentence):
        return any(f"weekday:{day}" in gives for day in _weekdays_of(fact))
    if fact.kind != "weekday":
        return False
    denied = bool(re.search(r"\b(?:nao|fechad\w*|closed|exceto|sem)\b", sentence))
    days = {key.removeprefix("weekday:") for key in fact.gives if key.startswith("weekday:")}
    if denied and any(key.startswith("weekday:") for key in gives):
        return True  # a day that no source opens
    return all(f"weekday:{day}" in gives for day in days)


def _figure(fact: Fact) -> str:
    """The bare number: what it counts is called otherwise in another language."""
    return ":".join(min(fact.gives, key=len).split(":")[:2]).replace("bare:", "number:")


_OPENING = re.compile(r"\b(?:abr|fech|atend|funcion|open|clos)\w*")


def _weekdays_of(fact: Fact) -> set[int]:
    return {date.fromisoformat(key.removeprefix("date:")).weekday() for key in fact.asks if key.startswith("date:")}


def _counted_otherwise(fact: Fact, gives: frozenset[str]) -> bool:
    """Whether the sources count the same things to another number."""
    counted = next((key for key in fact.asks if key.count(":") > 1), None)
    if counted is None or counted in gives:
        return False
    noun = counted.rpartition(":")[2]
    return any(key.startswith("number:") and key.endswith(f":{noun}") for key in gives)


def _known_hours(sources: Sources) -> frozenset[tuple[int, str]]:
    return frozenset().union(*(unit.pairs for unit in sources.firm))


def _wrong_hours(sentence: str, found: Sequence[Fact], sources: Sources) -> Iterator[str]:
    """A time that is another day's."""
    known = _known_hours(sources)
    days = {day for day, _ in known}
    if any(day in days and (day, time) not in known for day, time in pairs_of(found)):
        yield f"“{sentence.strip()}” gives a day the hours of another one"


def _taken_from_another(sentence: str, found: Sequence[Fact], sources: Sources, today: date) -> Iterator[str]:
    """A figure that the sources state of something else."""
    if not any(fact.kind in _SWAPPED for fact in found) or is_english(sentence):
        return
    pairs = pairs_of(found)
    told = _SWAPPED - _TIMES if pairs and pairs <= _known_hours(sources) else _SWAPPED
    pieces = clauses(sentence)
    for clause in pieces:
        kinds = told - {"weekday"} if "?" in sentence else told
        stated = [fact for fact in facts(clause, today) if fact.kind in kinds and fact.asks & sources.gives]
        alone = len({fact.kind for fact in found if fact.kind in _SWAPPED}) == len(found) == 1
        whole = stems(sentence if alone or not stems(clause) else clause)
        for fact in stated:
            if misplaced(fact, clause, whole, sources.firm):
                yield f"“{fact.text}” is said of something else"
